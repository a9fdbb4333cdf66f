import type { SettleInput } from './types'

/** The settlement of a call that brought nothing: a record without a charge. */
export const nothingUsed: Omit<SettleInput, 'request' | 'processId'> = Object.freeze({
  ...{ fundedBy: 'wallet', subscriptionId: null, heldNanoUsd: 0n, leased: null, status: 'voided', errorCode: null },
  ...{ endReason: null, accountId: null, upstreamModel: null, priceVersionId: null },
  usage: {
    ...{ input: 0, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 },
    ...{ media: {}, toolCalls: {} },
  },
  ...{ usageSource: 'none', costNanoUsd: 0n, attempts: [], responseId: null },
  ...{ queueMs: 0, firstTokenMs: null, durationMs: 0 },
})
