import type { PassageTimes } from '@/components/pieces/passage-segments'
import type { UsageRecord } from '@/lib/usage'

/** A record's time as the passage draws it; staff see whose account each try was. */
export function passageOf(record: UsageRecord, nameOf: (accountId: string) => string): PassageTimes {
  const attempts = record.attempts.map((attempt) => ({
    label: nameOf(attempt.accountId),
    durationMs: attempt.headerMs ?? 0,
    failed: attempt.failure !== null,
    status: [attempt.status, attempt.failure].filter((part) => part !== null).join(' ') || undefined,
  }))
  const answered = record.attempts.findLast((attempt) => attempt.failure === null)
  const headerMs = answered?.headerMs ?? 0
  const firstTokenMs = Math.max(0, (answered?.firstTokenMs ?? headerMs) - headerMs)
  const before = record.queueMs + firstTokenMs + attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0)
  return {
    queueMs: record.queueMs,
    attempts,
    firstTokenMs,
    streamingMs: Math.max(0, record.durationMs - before),
    settleMs: Math.max(0, record.settledAt.getTime() - record.createdAt.getTime() - record.durationMs),
  }
}
