import { LineReader, maxLineBytes } from './line-reader'

/** One whole event: its raw bytes (blank line included) and where its data stands in them; -1 when it has none. */
export type RawEvent = { raw: Buffer; dataStart: number; dataEnd: number }

/** Returns what to send instead of the event: the same bytes, others, or null for nothing. */
export type EventEdit = (event: RawEvent) => Buffer | null

const dataField = Buffer.from('data:')
const newLine = Buffer.from('\n')
const crlfEnd = Buffer.from('\r\n')
const carriageReturn = 0x0d

/** For the few streams that must be changed on the way: whole events go through `edit`, a part of one waits for its rest. */
export class EventRewriter {
  private readonly reader: LineReader
  private event: Buffer[] = []
  private size = 0
  private dataStart = -1
  private dataEnd = -1
  private out: Buffer[] = []

  constructor(private readonly edit: EventEdit) {
    this.reader = new LineReader((bytes, start, end) => this.line(bytes, start, end))
  }

  push(chunk: Buffer): Buffer[] {
    this.reader.push(chunk)
    return this.take()
  }

  flush(): Buffer[] {
    this.reader.flush()
    if (this.size > 0) this.close()
    return this.take()
  }

  private take(): Buffer[] {
    const out = this.out
    this.out = []
    return out
  }

  private line(bytes: Buffer, start: number, end: number): void {
    const line = bytes.subarray(start, end)
    if (this.dataStart < 0 && line.subarray(0, dataField.length).equals(dataField)) {
      this.dataStart = this.size + dataField.length
      this.dataEnd = this.size + line.length
    }
    // The reader leaves the line's end out: what isn't edited must go on as it came.
    const crlf = end < bytes.length && bytes[end] === carriageReturn
    this.event.push(line, crlf ? crlfEnd : newLine)
    this.size += line.length + (crlf ? 2 : 1)
    if (this.size > maxLineBytes * 2) throw new RangeError('an event of the stream is too long')
    if (line.length === 0) this.close()
  }

  private close(): void {
    const raw = Buffer.concat(this.event, this.size)
    const edited = this.edit({ raw, dataStart: this.dataStart, dataEnd: this.dataEnd })
    if (edited) this.out.push(edited)
    this.event = []
    this.size = 0
    this.dataStart = -1
    this.dataEnd = -1
  }
}
