import type { PassageTimes } from '@/components/pieces/passage-segments'
import type { UsageRecord } from '@/lib/usage'

/** What takes longer was settled by a sweep or a journal later on: no part of the request's own time. */
const maxSettleMs = 5_000

/** A record's time as the passage draws it. Customers see which try and what kind of failure, never whose account. */
export function passageOf(record: UsageRecord, attemptLabel: (number: number) => string): PassageTimes {
  const attempts = record.attempts.map((attempt, index) => ({
    label: attemptLabel(index + 1),
    durationMs: attempt.headerMs ?? 0,
    failed: attempt.failure !== null,
    status: attempt.failure?.replaceAll('_', ' ') ?? undefined,
  }))
  const answered = record.attempts.findLast((attempt) => attempt.failure === null)
  const headerMs = answered?.headerMs ?? 0
  const firstTokenMs = Math.max(0, (answered?.firstTokenMs ?? headerMs) - headerMs)
  const before = record.queueMs + firstTokenMs + attempts.reduce((sum, attempt) => sum + attempt.durationMs, 0)
  const settleMs = record.settledAt.getTime() - record.createdAt.getTime() - record.durationMs
  return {
    queueMs: record.queueMs,
    attempts,
    firstTokenMs,
    streamingMs: Math.max(0, record.durationMs - before),
    settleMs: settleMs >= 0 && settleMs <= maxSettleMs ? settleMs : undefined,
  }
}
