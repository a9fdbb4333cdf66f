export type PassageAttempt = {
  /** Who was asked, as the reader may know it. */
  label: string
  durationMs: number
  failed: boolean
  /** HTTP status or failure kind. */
  status?: string | undefined
}

export type PassageTimes = {
  queueMs: number
  /** Tries in order; the last one that didn't fail is the one that answered, up to its headers. */
  attempts: readonly PassageAttempt[]
  /** From the answering headers to the first token. */
  firstTokenMs: number
  streamingMs: number
  settleMs?: number | undefined
}

export type PassageSegment = {
  key: string
  kind: 'queue' | 'attempt' | 'failed' | 'first-token' | 'streaming' | 'settle'
  durationMs: number
  label?: string
  status?: string | undefined
}

/** Lays a request's time out in order; parts that took no time are left out, failed attempts never are. */
export function passageSegments(times: PassageTimes): PassageSegment[] {
  const segments: PassageSegment[] = [{ key: 'queue', kind: 'queue', durationMs: times.queueMs }]
  times.attempts.forEach((attempt, index) => {
    segments.push({
      key: `attempt-${index}`,
      kind: attempt.failed ? 'failed' : 'attempt',
      durationMs: attempt.durationMs,
      label: attempt.label,
      status: attempt.status,
    })
  })
  segments.push({ key: 'first-token', kind: 'first-token', durationMs: times.firstTokenMs })
  segments.push({ key: 'streaming', kind: 'streaming', durationMs: times.streamingMs })
  if (times.settleMs !== undefined) segments.push({ key: 'settle', kind: 'settle', durationMs: times.settleMs })
  return segments.filter((segment) => segment.durationMs > 0 || segment.kind === 'failed')
}
