import { type CheckpointInput, type CheckpointResult, checkpointHold } from '../ledger'
import { logger } from '../logger'
import { shared } from '../process-state'
import { settings } from '../settings'

/** A stream whose usage is recorded, and whose hold is grown, while it runs. */
export type LiveStream = {
  /** What to record and hold now. */
  checkpoint(): CheckpointInput
  /** The ledger's word on it; null = it couldn't be reached, or hasn't answered since the checkpoint before. */
  onAnswer(result: CheckpointResult | null): void
}

export type TrackedStream = {
  /** Checkpoints it at once, or waits for the checkpoint on its way. Never throws. */
  checkpointNow(): Promise<void>
  end(): void
}

type Entry = { stream: LiveStream; sending: Promise<void> | null }
type Registry = {
  /** Streams by the part of the checkpoint period in which they are checkpointed: many aren't all due in one turn. */
  parts: Set<Entry>[]
  /** The part that was checkpointed last. */
  part: number
  size: number
  timer: NodeJS.Timeout | null
}

const partsOfPeriod = 8
/** Up to here all streams of the process share one statement. */
const fewStreams = 100

const registry = shared(
  'gateway-live-streams',
  (): Registry => ({
    parts: Array.from({ length: partsOfPeriod }, () => new Set<Entry>()),
    part: 0,
    size: 0,
    timer: null,
  }),
)

async function record(entries: Set<Entry>, entry: Entry): Promise<void> {
  const input = entry.stream.checkpoint()
  let result: CheckpointResult | null = null
  try {
    result = await checkpointHold(input)
  } catch (error) {
    // The stream lives on its allowance, its settlement waits for the database.
    logger().warn({ requestId: input.request.requestId, error: String(error) }, 'a checkpoint was not written')
  }
  entry.sending = null
  if (entries.has(entry)) entry.stream.onAnswer(result)
}

function send(entries: Set<Entry>, entry: Entry): Promise<void> {
  entry.sending ??= record(entries, entry)
  return entry.sending
}

/** All calls of one turn share one statement in the ledger. */
function recordPart(all: Registry): void {
  all.part = (all.part + 1) % partsOfPeriod
  const entries = all.parts[all.part] ?? new Set()
  for (const entry of entries) {
    if (entry.sending) entry.stream.onAnswer(null)
    else void send(entries, entry)
  }
}

/** Checkpoints a stream every second until its end; one timer for the whole process, none when idle. */
export function trackStream(stream: LiveStream): TrackedStream {
  const all = registry()
  const entry: Entry = { stream, sending: null }
  // The part that has just been is due again in one period at most.
  const entries = all.parts[all.size < fewStreams ? 0 : all.part] ?? new Set()
  entries.add(entry)
  all.size += 1
  all.timer ??= setInterval(() => recordPart(all), settings().checkpointMs / partsOfPeriod)
  return {
    checkpointNow: () => send(entries, entry),
    end: () => {
      if (!entries.delete(entry)) return
      all.size -= 1
      if (all.size > 0 || !all.timer) return
      clearInterval(all.timer)
      all.timer = null
    },
  }
}
