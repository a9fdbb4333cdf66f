import { createHash } from 'node:crypto'
import { elements, type JsonSpan, locate } from '../json'

/** How many leading messages are looked through for the first user message. */
const mostMessages = 16

/**
 * A digest of what stays the same through a conversation: model, system text, tools and the first user message
 * (with whatever stands before it), taken from the raw bytes.
 */
export function sessionSeed(
  body: Buffer,
  fields: ReadonlyMap<string, JsonSpan>,
  fixed: readonly string[],
  messages: string,
): string {
  const hash = createHash('sha256')
  for (const name of fixed) {
    const span = fields.get(name)
    hash.update(`\n${name}:`)
    if (span) hash.update(body.subarray(span.start, span.end))
  }
  const list = fields.get(messages)
  if (list?.kind === 'string') hash.update(body.subarray(list.start, list.end))
  for (const item of list ? elements(body, list, mostMessages) : []) {
    hash.update(body.subarray(item.start, item.end))
    const role = locate(body, item.start, item.end, ['role'])
    if (role && body.toString('latin1', role.start, role.end) === '"user"') break
  }
  return hash.digest('base64url')
}
