import { AppError } from '../errors'
import { BodyBuffer } from './body-buffer'
import type { Exchange } from './exchange'
import { droppedBody, tooLarge } from './exchange-node'

/** Bytes the response stream takes before `write` waits for the reader. */
const highWaterMark = 64 * 1024

/** An exchange over Request/Response for Next.js' route handlers; `response` resolves at `begin`. */
export function webExchange(request: Request): { exchange: Exchange; response: Promise<Response> } {
  const url = new URL(request.url)
  const startedMs = performance.now()
  const abort = new AbortController()
  let ended = false
  const leave = () => {
    if (!ended) abort.abort()
    wake(false)
  }
  request.signal.addEventListener('abort', leave)
  let answer: (response: Response) => void = () => undefined
  const response = new Promise<Response>((resolve) => {
    answer = resolve
  })
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  const waiting: ((open: boolean) => void)[] = []
  const wake = (open: boolean) => {
    for (const resume of waiting.splice(0)) resume(open)
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start: (created) => {
        controller = created
      },
      pull: () => wake(true),
      cancel: leave,
    },
    { highWaterMark, size: (chunk) => chunk?.byteLength ?? 0 },
  )
  const exchange: Exchange = {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    peerAddress: '',
    startedMs,
    signal: abort.signal,
    header: (name) => request.headers.get(name),
    readBody: (limit) => readBody(request, limit),
    begin: (status, list) => {
      const headers = new Headers()
      for (let n = 0; n < list.length; n += 2) headers.set(list[n] ?? '', list[n + 1] ?? '')
      answer(new Response(bodyless(status, request.method) ? null : stream, { status, headers }))
    },
    write: (bytes) => {
      if (abort.signal.aborted || ended || !controller) return false
      controller.enqueue(bytes)
      if ((controller.desiredSize ?? 0) > 0) return true
      return new Promise<boolean>((resolve) => {
        waiting.push(resolve)
      })
    },
    end: (bytes) => {
      if (ended) return
      ended = true
      if (abort.signal.aborted) return
      if (bytes && bytes.length > 0) controller?.enqueue(bytes)
      controller?.close()
    },
    destroy: () => {
      if (ended) return
      ended = true
      wake(false)
      controller?.error(new Error('the answer was cut off'))
    },
  }
  return { exchange, response }
}

function bodyless(status: number, method: string): boolean {
  return method === 'HEAD' || status === 204 || status === 304
}

async function readBody(request: Request, limit: number): Promise<Buffer> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > limit) throw tooLarge(limit)
  if (!request.body) return Buffer.alloc(0)
  const body = new BodyBuffer(declared)
  const reader = request.body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (body.size + value.byteLength > limit) {
        // Not awaited: a caller who still sends must not delay the refusal.
        void reader.cancel().catch(() => undefined)
        throw tooLarge(limit)
      }
      body.add(value)
    }
  } catch (error) {
    throw error instanceof AppError ? error : droppedBody()
  }
  return body.whole()
}
