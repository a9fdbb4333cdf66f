import { recordCalls } from '../ledger'
import { logger } from '../logger'

/** Something with bytes to send; `cut` ends it when they can't be sent. */
export type Sender = { flush(): void; cut(): void }

let waiting: Sender[] = []
let spare: Sender[] = []
let armed = false

/**
 * Flushes a sender when everything that is ready in this turn of the event loop has been read. A write to a sleeping
 * reader wakes it, which costs more than the write: back to back, many answers share one waking. Nothing waits longer
 * than the turn takes.
 */
export function flushAtTurnEnd(sender: Sender): void {
  waiting.push(sender)
  arm()
}

/** Whether nothing was sent in this turn yet: what is alone goes out at once, as there is nobody to share a waking with. */
export function isFirstOfTurn(): boolean {
  if (armed) return false
  arm()
  return true
}

function arm(): void {
  if (armed) return
  armed = true
  setImmediate(endTurn)
}

function endTurn(): void {
  armed = false
  // Killed between the two, this process would have answered for nothing.
  recordCalls()
  const senders = waiting
  waiting = spare
  for (const sender of senders) flush(sender)
  senders.length = 0
  spare = senders
}

/** One answer that can't be sent takes none of the others along. */
function flush(sender: Sender): void {
  try {
    sender.flush()
  } catch (error) {
    logger().error({ err: error }, 'an answer could not be sent')
    sender.cut()
  }
}
