import { isUtf8 } from 'node:buffer'
import { AppError } from '../../errors'
import { decodeString, type JsonScan, type JsonSpan, scanJsonObject } from '../json'
import { ReferenceFinder } from './references'

/** Strings at least this long under a media key count as media, not text. */
const mediaKeys = new Map([
  ['image_url', 'image'],
  ['url', 'image'],
  ['file_data', 'file'],
  ['data', 'file'],
  ['b64_json', 'image'],
])
const dataUrl = Buffer.from('data:')
const minMediaBytes = 512

/** A body's top-level fields, its text and media sizes, and where it names things stored at an upstream. */
export type BodyFacts = {
  fields: ReadonlyMap<string, JsonSpan>
  textBytes: number
  media: Record<string, number>
  /** Fields that hold an id living at an upstream. */
  references: readonly string[]
  /** The `type` of each entry of `tools`. */
  toolTypes: string[]
}

const maxTools = 1024

/** A refusal that names the field. */
export function invalid(param: string | null, message: string): AppError {
  return new AppError('invalid_request', message, param === null ? {} : { details: { param } })
}

/**
 * Scans a request body once. Throws AppError invalid_request for empty, non-JSON, non-object bodies and for a
 * repeated top-level key among `read`: price and allow-list must see what the upstream sees.
 */
export function readBodyFacts(body: Buffer, read: ReadonlySet<string>): BodyFacts {
  if (body.length === 0) throw invalid(null, 'The request body is empty. Send a JSON object with at least "model".')
  const media: Record<string, number> = {}
  let mediaBytes = 0
  const references = new ReferenceFinder(body)
  const toolTypes: string[] = []
  const scan = scanJsonObject(body, (key, topKey, frames, start, end) => {
    references.visit(key, topKey, frames, start, end)
    const size = end - start
    const mediaClass = size >= 5 ? mediaKind(body, key, start, size) : null
    if (mediaClass !== null) {
      media[mediaClass] = (media[mediaClass] ?? 0) + 1
      if (size >= minMediaBytes) mediaBytes += size
    } else if (frames.length === 3 && topKey === 'tools' && key === 'type' && toolTypes.length < maxTools) {
      toolTypes.push(decodeString(body, start, end))
    }
  })
  references.finish()
  refuseMalformed(scan, body)
  for (const key of scan.ok ? scan.repeated : []) {
    if (read.has(key)) throw invalid(key, `The field "${key}" is in the body more than once. Send it once.`)
  }
  return {
    fields: scan.ok ? scan.fields : new Map(),
    textBytes: body.length - mediaBytes,
    media,
    references: references.found,
    toolTypes,
  }
}

function refuseMalformed(scan: JsonScan, body: Buffer): void {
  if (!scan.ok) throw invalid(null, `The request body is not valid JSON: ${scan.reason} at byte ${scan.at}.`)
  if (!isUtf8(body)) throw invalid(null, 'The request body is not valid UTF-8.')
}

function mediaKind(body: Buffer, key: string, start: number, size: number): string | null {
  const kind = mediaKeys.get(key)
  if (kind === undefined) return null
  const isDataUrl = body.compare(dataUrl, 0, dataUrl.length, start, start + dataUrl.length) === 0
  if (isDataUrl)
    return body.compare(dataUrlImage, 0, dataUrlImage.length, start, start + Math.min(size, dataUrlImage.length)) === 0
      ? 'image'
      : kind
  if (key === 'image_url' || key === 'url') return key === 'image_url' || size >= minMediaBytes ? kind : null
  if (size < minMediaBytes) return null
  return key === 'data' && imageMagic.test(body.toString('latin1', start, start + 8)) ? 'image' : kind
}

/** How base64 of PNG, JPEG, GIF and WebP begins. */
const imageMagic = /^(iVBOR|\/9j\/|R0lG|UklG)/

const dataUrlImage = Buffer.from('data:image/')

/** A string field; throws with `param` when it is something else. */
export function stringField(body: Buffer, fields: ReadonlyMap<string, JsonSpan>, name: string): string | null {
  const span = fields.get(name)
  if (span === undefined || span.kind === 'null') return null
  if (span.kind !== 'string') throw invalid(name, `"${name}" must be a string.`)
  return decodeString(body, span.start + 1, span.end - 1)
}

/** The required `model`. */
export function modelField(body: Buffer, fields: ReadonlyMap<string, JsonSpan>): string {
  const model = stringField(body, fields, 'model')
  if (model === null || model === '')
    throw invalid('model', 'The field "model" is missing. Name one of the models in GET /v1/models.')
  if (model.length > 256) throw invalid('model', '"model" is longer than 256 characters.')
  return model
}

/** A boolean field, false when absent. */
export function booleanField(fields: ReadonlyMap<string, JsonSpan>, name: string): boolean {
  const span = fields.get(name)
  if (span === undefined || span.kind === 'null' || span.kind === 'false') return false
  if (span.kind === 'true') return true
  throw invalid(name, `"${name}" must be true or false.`)
}

/** A whole number of at least 1, null when absent. */
export function countField(body: Buffer, fields: ReadonlyMap<string, JsonSpan>, name: string): number | null {
  const span = fields.get(name)
  if (span === undefined || span.kind === 'null') return null
  const value = span.kind === 'number' ? Number(body.toString('latin1', span.start, span.end)) : Number.NaN
  if (!Number.isSafeInteger(value) || value < 1) throw invalid(name, `"${name}" must be a whole number of at least 1.`)
  return value
}

/** Parses a small field; null when absent. Bounded: larger than `limit` bytes is refused. */
export function parsedField(body: Buffer, fields: ReadonlyMap<string, JsonSpan>, name: string, limit: number): unknown {
  const span = fields.get(name)
  if (span === undefined || span.kind === 'null') return null
  if (span.end - span.start > limit) throw invalid(name, `"${name}" is larger than ${limit} bytes.`)
  return JSON.parse(body.toString('utf8', span.start, span.end))
}
