import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { HttpAgent } from './http-agent'
import type { Http2Options } from './http2-request'

export type WholeAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer }

type Limits = { maxBytes: number; timeoutMs: number }

/**
 * Sends a request and gathers its whole answer. Rejects with a RangeError beyond `maxBytes`, an error named TimeoutError
 * after `timeoutMs`, or what the network threw.
 */
export function requestWhole(agent: HttpAgent, options: Http2Options, limits: Limits): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const gathering = new Gathering(limits, resolve, reject)
    try {
      agent.dispatch(options, gathering)
    } catch (error) {
      gathering.fail(error)
    }
  })
}

class Gathering implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout
  private readonly chunks: Buffer[] = []
  private size = 0
  private head: Pick<WholeAnswer, 'status' | 'headers'> = { status: 0, headers: {} }
  private running: Dispatcher.DispatchController | null = null
  private ended: Error | null = null

  constructor(
    private readonly limits: Limits,
    private readonly resolve: (answer: WholeAnswer) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.timer = setTimeout(() => this.stop(new DOMException('no answer in time', 'TimeoutError')), limits.timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.running = controller
    if (this.ended) controller.abort(this.ended)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.head = { status, headers }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length
    if (this.size > this.limits.maxBytes) this.stop(new RangeError('the answer is too large'))
    else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    clearTimeout(this.timer)
    this.resolve({ ...this.head, body: Buffer.concat(this.chunks, this.size) })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error)
  }

  fail(error: unknown): void {
    clearTimeout(this.timer)
    this.reject(error)
  }

  private stop(error: Error): void {
    this.ended = error
    this.fail(error)
    this.running?.abort(error)
  }
}
