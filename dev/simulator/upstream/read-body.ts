import type { IncomingMessage } from 'node:http'
import { isObject, type JsonObject } from '../json'
import { refuse } from './errors'
import type { Exchange } from './exchange'

export const bodyBytesMax = 64 * 1024 * 1024

/** The whole body, or null when the caller left or sent more than 64 MiB. */
export function readBody(req: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > bodyBytesMax) {
        req.pause()
        resolve(null)
        return
      }
      chunks.push(chunk)
    })
    req.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks)))
    req.on('close', () => resolve(null))
    req.on('error', () => resolve(null))
  })
}

/** The exchange's body as a JSON object, or the refusal every provider gives. */
export function readJson(exchange: Exchange): JsonObject {
  let parsed: unknown
  try {
    parsed = JSON.parse(exchange.body.toString('utf8'))
  } catch {
    refuse(400, 'We could not parse the JSON body of your request.')
  }
  return isObject(parsed) ? parsed : refuse(400, 'The JSON body of your request must be an object.')
}
