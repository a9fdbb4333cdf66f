'use server'

import { z } from 'zod'
import { customerAction } from '@/lib/auth'
import { isId } from '@/lib/ids'
import { findUsageRecord } from '@/lib/usage'

export type CallCost = {
  status: string
  costNanoUsd: string
  firstTokenMs: number | null
  durationMs: number
  inputTokens: number
  outputTokens: number
}

/** What a call from the playground cost; null until it is settled. */
export const callCostAction = customerAction(
  z.strictObject({ requestId: z.string().max(40) }),
  async ({ user }, { requestId }): Promise<CallCost | null> => {
    const record = isId('request', requestId) ? await findUsageRecord(requestId, user.id) : null
    if (!record) return null
    const { status, firstTokenMs, durationMs, outputTokens } = record
    const inputTokens =
      record.inputTokens + record.cachedInputTokens + record.cacheWrite5mTokens + record.cacheWrite1hTokens
    return {
      ...{ status, firstTokenMs, durationMs, inputTokens, outputTokens },
      costNanoUsd: record.chargedNanoUsd.toString(),
    }
  },
)
