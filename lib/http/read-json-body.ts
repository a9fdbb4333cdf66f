import { AppError } from '../errors'

const maxBodyBytes = 1_048_576

async function readBounded(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > maxBodyBytes) {
      await reader.cancel()
      throw new AppError('request_too_large', `The body is larger than ${maxBodyBytes} bytes.`)
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks, size)
}

/** A request's body as text, at most 1 MiB. Throws request_too_large. */
export async function readTextBody(request: Request): Promise<string> {
  return request.body === null ? '' : (await readBounded(request.body)).toString('utf8')
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
