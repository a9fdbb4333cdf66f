import { LineReader, maxLineBytes } from './line-reader'

const dataField = Buffer.from('data:')
const space = 0x20
const blankLine = Buffer.from('\n\n')
const blankDosLine = Buffer.from('\n\r\n')

export type EventHandler = (data: Buffer, start: number, end: number) => void

function startsWith(bytes: Buffer, start: number, end: number, prefix: Buffer): boolean {
  if (end - start < prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false
  return true
}

/**
 * Finds each server-sent event's data in a byte stream (WHATWG HTML §9.2): the one `data:` line in place, several joined
 * by a line feed. Comments and other fields are passed over.
 */
export class EventReader {
  private readonly lines: LineReader
  private data: Buffer | null = null
  private start = 0
  private end = 0
  private inEvent = false

  constructor(private readonly onEvent: EventHandler) {
    this.lines = new LineReader((bytes, start, end) => this.line(bytes, start, end))
  }

  /** Whether the stream stands between two events: only there may a comment be put in. */
  get atBoundary(): boolean {
    return !this.inEvent && this.lines.idle
  }

  /** How many bytes of the chunk pushed last end with a whole event. */
  wholeBytes(chunk: Buffer): number {
    if (this.atBoundary) return chunk.length
    const unix = chunk.lastIndexOf(blankLine)
    const dos = chunk.lastIndexOf(blankDosLine)
    return Math.max(unix < 0 ? 0 : unix + blankLine.length, dos < 0 ? 0 : dos + blankDosLine.length)
  }

  push(chunk: Buffer): void {
    this.lines.push(chunk)
  }

  /** At the stream's end: an event whose blank line never came still counts for metering. */
  flush(): void {
    this.lines.flush()
    this.dispatch()
  }

  private line(bytes: Buffer, start: number, end: number): void {
    if (start === end) {
      this.dispatch()
      return
    }
    this.inEvent = true
    if (!startsWith(bytes, start, end, dataField)) return
    const from = start + dataField.length
    this.append(bytes, bytes[from] === space && from < end ? from + 1 : from, end)
  }

  private append(bytes: Buffer, start: number, end: number): void {
    if (this.data === null) {
      this.data = bytes
      this.start = start
      this.end = end
      return
    }
    if (this.end - this.start + end - start > maxLineBytes) throw new RangeError('an event of the stream is too long')
    const joined = Buffer.concat([
      this.data.subarray(this.start, this.end),
      Buffer.from('\n'),
      bytes.subarray(start, end),
    ])
    this.data = joined
    this.start = 0
    this.end = joined.length
  }

  private dispatch(): void {
    this.inEvent = false
    const data = this.data
    if (data === null) return
    this.data = null
    this.onEvent(data, this.start, this.end)
  }
}
