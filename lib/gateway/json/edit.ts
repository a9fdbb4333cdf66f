import { type JsonSpan, openBrace } from './bytes'

/** The document with one top-level field set to `value` (JSON text); every other byte stays. A missing field is put first. */
export function withField(bytes: Buffer, fields: ReadonlyMap<string, JsonSpan>, name: string, value: string): Buffer {
  const span = fields.get(name)
  const replacement = Buffer.from(value)
  if (span) return Buffer.concat([bytes.subarray(0, span.start), replacement, bytes.subarray(span.end)])
  const open = bytes.indexOf(openBrace)
  const separator = fields.size > 0 ? ',' : ''
  return Buffer.concat([
    bytes.subarray(0, open + 1),
    Buffer.from(`${JSON.stringify(name)}:`),
    replacement,
    Buffer.from(separator),
    bytes.subarray(open + 1),
  ])
}
