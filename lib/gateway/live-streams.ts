import { type CheckpointInput, checkpointHold } from '../ledger'
import { logger } from '../logger'
import { processState } from '../process-state'
import { settings } from '../settings'

/** A stream whose usage is recorded while it runs. */
export type LiveStream = {
  /** What to record now. */
  checkpoint(): CheckpointInput
  /** The sweeper settled it: this process lost its lease and must end it. */
  onGone(): void
}

type Registry = { streams: Set<LiveStream>; timer: NodeJS.Timeout | null }

function registry(): Registry {
  return processState('gateway-live-streams', () => ({ streams: new Set<LiveStream>(), timer: null }))
}

/** All calls of one turn share one statement in the ledger. */
function recordAll({ streams }: Registry): void {
  for (const stream of streams) {
    const input = stream.checkpoint()
    checkpointHold(input).then(
      (result) => {
        if (result.kind === 'gone' && streams.has(stream)) stream.onGone()
      },
      // The database is away: the stream goes on, its settlement waits for the database.
      (error: unknown) =>
        logger().warn({ requestId: input.request.requestId, error: String(error) }, 'a checkpoint was not written'),
    )
  }
}

/** Records a stream's usage at each checkpoint until the returned function is called; one timer for the whole process, none when idle. */
export function trackStream(stream: LiveStream): () => void {
  const all = registry()
  all.streams.add(stream)
  all.timer ??= setInterval(() => recordAll(all), settings().checkpointMs)
  return () => {
    all.streams.delete(stream)
    if (all.streams.size > 0 || !all.timer) return
    clearInterval(all.timer)
    all.timer = null
  }
}
