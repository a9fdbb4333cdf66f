import { createHash, type Hash, hash } from 'node:crypto'
import { elements, type JsonSpan, locate } from '../json'

/** How many leading messages are looked through for the first user message. */
const mostMessages = 16
/** What is longer is hashed piece by piece rather than put together first. */
const mostTogether = 4_096

/** Pieces of a body whose digest is wanted. */
class Seed {
  private text = ''
  private long: Hash | null = null

  constructor(private readonly body: Buffer) {}

  add(label: string, span: JsonSpan | undefined): void {
    const { start, end } = span ?? { start: 0, end: 0 }
    if (this.long === null && this.text.length + end - start <= mostTogether) {
      this.text += label + this.body.toString('latin1', start, end)
      return
    }
    this.long ??= createHash('sha256').update(this.text)
    this.long.update(label)
    this.long.update(this.body.subarray(start, end))
  }

  digest(): string {
    return this.long ? this.long.digest('base64url') : hash('sha256', this.text, 'base64url')
  }
}

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
  const seed = new Seed(body)
  for (const name of fixed) seed.add(`\n${name}:`, fields.get(name))
  const list = fields.get(messages)
  if (!list) return seed.digest()
  if (list.kind === 'string') seed.add('', list)
  for (const item of elements(body, list, mostMessages)) {
    seed.add('', item)
    const role = locate(body, item.start, item.end, ['role'])
    if (role && body.toString('latin1', role.start, role.end) === '"user"') break
  }
  return seed.digest()
}
