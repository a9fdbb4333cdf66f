import { type JsonSpan, locate } from '../json'

/** Text of open and finished items that is kept; a longer answer is ended without repeating it. */
const mostBytes = 64 * 1024
const firstBytes = 512

type Json = Record<string, unknown>
type Part = { json: Buffer; text: KeptText; done: boolean }
type Item = { json: Buffer; parts: Map<number, Part>; text: KeptText; done: boolean }

/** The raw (escaped) inside of a JSON string that comes in pieces. */
class KeptText {
  private bytes = Buffer.alloc(0)
  private length = 0

  append(data: Buffer, start: number, end: number): void {
    const size = end - start
    if (this.length + size > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(firstBytes, (this.length + size) * 2))
      this.bytes.copy(larger, 0, 0, this.length)
      this.bytes = larger
    }
    data.copy(this.bytes, this.length, start, end)
    this.length += size
  }

  toString(): string {
    return JSON.parse(`"${this.bytes.toString('utf8', 0, this.length)}"`) as string
  }
}

function numberAt(data: Buffer, span: JsonSpan | null): number {
  return span?.kind === 'number' ? Number(data.toString('latin1', span.start, span.end)) : 0
}

function parsed(json: Buffer): Json {
  return JSON.parse(json.toString('utf8')) as Json
}

/** What of a Responses stream must be known to close it: its items, and the text of those that are still open. */
export class ResponsesTranscript {
  private bytesLeft = mostBytes
  private readonly items = new Map<number, Item>()
  private openItem: Item | null = null
  private openPart: Part | null = null

  /** An event of the stream other than a delta. */
  event(type: string, data: Buffer, start: number, end: number): void {
    if (this.bytesLeft < 0) return
    const index = () => numberAt(data, locate(data, start, end, ['output_index']))
    if (type === 'response.output_item.added') {
      const json = this.keep(data, locate(data, start, end, ['item']))
      this.openPart = null
      this.openItem = json && { json, parts: new Map(), text: new KeptText(), done: false }
      if (this.openItem) this.items.set(index(), this.openItem)
    } else if (type === 'response.output_item.done') {
      const item = this.items.get(index())
      const json = this.keep(data, locate(data, start, end, ['item']))
      if (item && json) Object.assign(item, { json, done: true })
    } else if (type === 'response.content_part.added' || type === 'response.content_part.done') {
      const json = this.keep(data, locate(data, start, end, ['part']))
      const at = numberAt(data, locate(data, start, end, ['content_index']))
      this.openPart = json && { json, text: new KeptText(), done: type.endsWith('done') }
      if (this.openPart) this.items.get(index())?.parts.set(at, this.openPart)
    }
  }

  /** A piece of text; items are written one after the other, so it belongs to the one opened last. */
  delta(data: Buffer, span: JsonSpan | null): void {
    if (span?.kind !== 'string' || this.bytesLeft < 0 || !this.spend(span.end - span.start)) return
    const text = this.openPart && !this.openPart.done ? this.openPart.text : this.openItem?.text
    text?.append(data, span.start + 1, span.end - 1)
  }

  /** The events that close every open item, and the whole output; null when the answer was too long to keep. */
  close(): { events: Json[]; output: Json[] } | null {
    if (this.bytesLeft < 0) return null
    const events: Json[] = []
    try {
      const output = [...this.items].map(([index, item]) =>
        item.done ? parsed(item.json) : closeItem(index, item, events),
      )
      return { events, output }
    } catch {
      // A provider's JSON that doesn't parse can't be closed either.
      return null
    }
  }

  private keep(data: Buffer, span: JsonSpan | null): Buffer | null {
    return span && this.spend(span.end - span.start) ? Buffer.from(data.subarray(span.start, span.end)) : null
  }

  private spend(bytes: number): boolean {
    this.bytesLeft -= bytes
    if (this.bytesLeft >= 0) return true
    this.items.clear()
    this.openItem = null
    this.openPart = null
    return false
  }
}

function closeItem(index: number, item: Item, events: Json[]): Json {
  const value = parsed(item.json)
  const at = { item_id: value['id'], output_index: index }
  if (value['type'] === 'message') {
    value['content'] = [...item.parts].map(([place, part]) =>
      part.done ? parsed(part.json) : closePart({ ...at, content_index: place }, part, events),
    )
  } else if (value['type'] === 'function_call') {
    value['arguments'] = item.text.toString()
    events.push({ type: 'response.function_call_arguments.done', ...at, arguments: value['arguments'] })
  } else if (value['type'] === 'custom_tool_call') {
    value['input'] = item.text.toString()
    events.push({ type: 'response.custom_tool_call_input.done', ...at, input: value['input'] })
  }
  value['status'] = 'incomplete'
  events.push({ type: 'response.output_item.done', output_index: index, item: value })
  return value
}

function closePart(at: Json, part: Part, events: Json[]): Json {
  const value = parsed(part.json)
  const kind = value['type'] === 'refusal' ? 'refusal' : 'text'
  value[kind] = part.text.toString()
  const logprobs = kind === 'text' ? { logprobs: [] } : {}
  const name = kind === 'text' ? 'response.output_text.done' : 'response.refusal.done'
  events.push({ type: name, ...at, ...logprobs, [kind]: value[kind] })
  events.push({ type: 'response.content_part.done', ...at, part: value })
  return value
}
