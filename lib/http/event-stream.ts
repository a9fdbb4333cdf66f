const keepAliveMs = 15_000
const maxBufferedEvents = 64
const maxLifeMs = 5 * 60_000
const encoder = new TextEncoder()

export type SendEvent = (name: string, data: unknown) => void

/**
 * An answer of server-sent events: `start` is given the sender and a way to end the answer, and returns what ends its
 * source, which runs once when the reader leaves. A reader who doesn't keep up misses events instead of filling memory;
 * after five minutes the answer ends, so that whoever comes back is asked for their session again.
 */
export function eventStream(signal: AbortSignal, start: (send: SendEvent, close: () => void) => () => void): Response {
  let end = () => {}
  let ended = false
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string) => {
          if (!ended && (controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text))
        }
        const close = () => {
          if (signal.aborted || ended) return
          end()
          controller.close()
        }
        const lifetime = setTimeout(close, maxLifeMs)
        const keepAlive = setInterval(() => write(': still here\n\n'), keepAliveMs)
        let stop = () => {}
        end = () => {
          if (ended) return
          ended = true
          clearInterval(keepAlive)
          clearTimeout(lifetime)
          stop()
        }
        write(': hello\n\n')
        stop = start((name, data) => write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`), close)
        signal.addEventListener('abort', () => end(), { once: true })
      },
      cancel: () => end(),
    },
    { highWaterMark: maxBufferedEvents },
  )
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
