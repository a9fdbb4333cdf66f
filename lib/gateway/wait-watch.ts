import { countWait, type WaitEnd } from '../metrics'
import type { Call } from './call'
import type { ParsedRequest } from './protocols'

const ends: Record<string, WaitEnd> = {
  acquired: 'acquired',
  timeout: 'timeout',
  shed: 'shed',
  cancelled: 'cancelled',
}

/** Watches one call's wait in a queue, if it comes to one. */
export class WaitWatch {
  private sinceMs: number | null = null

  constructor(
    private readonly queue: 'customer' | 'pool',
    private readonly call: Call,
    private readonly request: ParsedRequest,
  ) {}

  /** It must wait: a stream that waits long is committed and kept open; a JSON caller just waits. */
  readonly begin = (): void => {
    const { call, request } = this
    this.sinceMs = performance.now()
    call.reply.model = request.model
    if (request.stream && call.protocol.allowsComments(call.path)) call.reply.startWaiting(this.sinceMs)
  }

  /** Counts the wait by how the store answered; nothing when there was none. */
  end(resultKind: string): void {
    if (this.sinceMs === null) return
    countWait(this.queue, ends[resultKind] ?? 'refused', performance.now() - this.sinceMs)
    this.call.reply.stopWaiting()
  }
}
