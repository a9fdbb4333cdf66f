import { AppError } from '../errors'

const defaultMaxBytes = 1_048_576

const tooLarge = (maxBytes: number) => new AppError('request_too_large', `The body is larger than ${maxBytes} bytes.`)

async function readBounded(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      throw tooLarge(maxBytes)
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks, size)
}

/**
 * A request's body as text, at most 1 MiB unless said otherwise. Throws request_too_large: before the first byte when
 * the request says its length, else as soon as it is too much.
 */
export async function readTextBody(request: Request, maxBytes: number = defaultMaxBytes): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  return request.body === null ? '' : (await readBounded(request.body, maxBytes)).toString('utf8')
}

/** A text as JSON; an empty one is an empty object. Throws invalid_request. */
export function parseJsonText(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('invalid_request', 'The body is not valid JSON.')
  }
}
