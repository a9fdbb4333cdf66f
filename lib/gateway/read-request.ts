import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { AppError } from '../errors'
import { settings } from '../settings'
import type { Exchange } from './exchange'
import { tooLarge } from './exchange-node'

const gunzipAsync = promisify(gunzip)

/** The request body as JSON bytes, decoded when it came compressed; the limit holds before and after decoding. */
export function readRequestBody(exchange: Exchange): Promise<Buffer> {
  const limit = settings().bodyLimitBytes
  const named = exchange.header('content-encoding')
  if (named === null) return exchange.readBody(limit)
  const encoding = named.trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== '' && encoding !== 'gzip' && encoding !== 'zstd') {
    throw new AppError(
      'unsupported_media_type',
      'The content-encoding is not supported. Send the body plain, or as gzip or zstd.',
    )
  }
  const raw = exchange.readBody(limit)
  if (encoding === 'gzip') return raw.then((bytes) => ungzip(bytes, limit))
  return encoding === 'zstd' ? raw.then((bytes) => unzstd(bytes, limit)) : raw
}

async function ungzip(raw: Buffer, limit: number): Promise<Buffer> {
  try {
    return await gunzipAsync(raw, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit)
    throw new AppError('invalid_request', 'The request body is not valid gzip.')
  }
}

function unzstd(raw: Buffer, limit: number): Buffer {
  const chunks: Uint8Array[] = []
  let size = 0
  const decoder = new Decompress((chunk) => {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk.slice())
  })
  try {
    // Small pieces, so that a bomb is noticed before it is whole.
    const piece = 64 * 1024
    for (let at = 0; at < raw.length; at += piece) decoder.push(raw.subarray(at, at + piece), at + piece >= raw.length)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid_request', 'The request body is not valid zstd.')
  }
  return Buffer.concat(chunks, size)
}
