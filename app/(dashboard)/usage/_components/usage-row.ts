import type { UsageRecord } from '@/lib/usage'

/** A record as the table shows it; this crosses to the browser, so nothing of upstream accounts is in it. */
export type UsageTableRow = {
  requestId: string
  createdAt: string
  keyName: string
  model: string
  status: UsageRecord['status']
  stream: boolean
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  chargedNanoUsd: string
  firstTokenMs: number | null
  durationMs: number
}

export function usageTableRow(record: UsageRecord, keyNames: ReadonlyMap<string, string>): UsageTableRow {
  return {
    requestId: record.requestId,
    createdAt: record.createdAt.toISOString(),
    keyName: keyNames.get(record.keyId) ?? record.keyId,
    model: record.requestedModel,
    status: record.status,
    stream: record.stream,
    inputTokens: record.inputTokens + record.cacheWrite5mTokens + record.cacheWrite1hTokens,
    cachedTokens: record.cachedInputTokens,
    outputTokens: record.outputTokens,
    chargedNanoUsd: record.chargedNanoUsd.toString(),
    firstTokenMs: record.firstTokenMs,
    durationMs: record.durationMs,
  }
}
