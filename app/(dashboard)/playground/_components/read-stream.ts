/** A piece of text, or the reason why an answer ends here. */
export type StreamPart = { kind: 'text'; text: string } | { kind: 'error'; message: string }

type Json = { readonly [key: string]: unknown }

/** Longer than any event of text; what is longer still is no event of ours. */
const maxEventLength = 4_000_000

const asObject = (value: unknown): Json => ({ ...Object(value) })
const firstOf = (value: unknown): Json => asObject(Array.isArray(value) ? value[0] : undefined)
const text = (value: unknown): StreamPart[] =>
  typeof value === 'string' && value !== '' ? [{ kind: 'text', text: value }] : []

function errorOf(event: Json): StreamPart[] {
  const inside = asObject(event['error'])
  const failed = asObject(asObject(event['response'])['error'])
  const message = inside['message'] ?? failed['message'] ?? (event['type'] === 'error' ? event['message'] : undefined)
  return typeof message === 'string' ? [{ kind: 'error', message }] : []
}

/** What one event says, in whichever of the four dialects it is written. */
function partsOf(event: Json): StreamPart[] {
  const failure = errorOf(event)
  if (failure.length > 0) return failure
  if (event['type'] === 'response.output_text.delta') return text(event['delta'])
  if (event['type'] === 'content_block_delta') return text(asObject(event['delta'])['text'])
  if (Array.isArray(event['choices'])) return text(asObject(firstOf(event['choices'])['delta'])['content'])
  const parts = asObject(firstOf(event['candidates'])['content'])['parts']
  if (!Array.isArray(parts)) return []
  return parts.flatMap((part) => (asObject(part)['thought'] === true ? [] : text(asObject(part)['text'])))
}

function readEvent(block: string): StreamPart[] {
  const lines = block.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))
  const data = lines.map((line) => line.slice('data:'.length).trimStart()).join('\n')
  if (data === '' || data === '[DONE]') return []
  try {
    return partsOf(asObject(JSON.parse(data)))
  } catch {
    // An event that isn't JSON is nothing a person could read.
    return []
  }
}

/** Reads the text of a server-sent stream as it comes, in any of the dialects; ends with the stream. */
export async function* readStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamPart> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true })
      const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/)
      rest = done ? '' : (blocks.pop() ?? '').slice(-maxEventLength)
      for (const block of blocks) yield* readEvent(block)
      if (done) return
    }
  } finally {
    // Whoever stops reading also stops the call.
    await reader.cancel().catch(() => undefined)
  }
}
