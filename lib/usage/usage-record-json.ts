import { formatMultiplier } from '../money'
import type { UsageRecord } from './types'

type Amounts = 'costNanoUsd' | 'chargedNanoUsd' | 'lossNanoUsd' | 'rateMultiplier' | 'holdNanoUsd'

export type UsageRecordJson = Omit<UsageRecord, Amounts | 'balanceAfterNanoUsd' | 'createdAt' | 'settledAt'> & {
  [Name in Amounts]: string
} & { balanceAfterNanoUsd: string | null; createdAt: string; settledAt: string }

/** A record as the management API shows it: amounts and the multiplier as decimal strings, times in ISO 8601. */
export function usageRecordJson(record: UsageRecord): UsageRecordJson {
  return {
    ...record,
    costNanoUsd: record.costNanoUsd.toString(),
    chargedNanoUsd: record.chargedNanoUsd.toString(),
    lossNanoUsd: record.lossNanoUsd.toString(),
    holdNanoUsd: record.holdNanoUsd.toString(),
    balanceAfterNanoUsd: record.balanceAfterNanoUsd?.toString() ?? null,
    rateMultiplier: formatMultiplier(record.rateMultiplier),
    createdAt: record.createdAt.toISOString(),
    settledAt: record.settledAt.toISOString(),
  }
}
