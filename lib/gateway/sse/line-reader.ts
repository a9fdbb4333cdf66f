/** Longer lines end the stream as malformed: 16 MiB of text and what stands around it. */
export const maxLineBytes = 17 * 1024 * 1024

const lineFeed = 0x0a
const carriageReturn = 0x0d

export type LineHandler = (bytes: Buffer, start: number, end: number) => void

/**
 * Splits a byte stream into lines (LF or CRLF) without joining more than one line: a line inside one chunk is handed
 * over in place, only one that spans chunks is put together, once.
 */
export class LineReader {
  private parts: Buffer[] = []
  private partBytes = 0

  constructor(private readonly onLine: LineHandler) {}

  /** Whether nothing of a line is pending. */
  get idle(): boolean {
    return this.partBytes === 0
  }

  /** Throws RangeError when a line passes the limit. */
  push(chunk: Buffer): void {
    let start = 0
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, start)) {
      if (this.partBytes > 0) this.finishPending(chunk.subarray(start, at))
      else this.hand(chunk, start, at)
      start = at + 1
    }
    if (start < chunk.length) this.keep(start === 0 ? chunk : chunk.subarray(start))
  }

  /** Hands over a last line that no line feed ended. */
  flush(): void {
    if (this.partBytes > 0) this.finishPending(Buffer.alloc(0))
  }

  private keep(rest: Buffer): void {
    this.partBytes += rest.length
    if (this.partBytes > maxLineBytes) throw new RangeError('a line of the stream is longer than 17 MiB')
    this.parts.push(rest)
  }

  private finishPending(rest: Buffer): void {
    this.keep(rest)
    const line = Buffer.concat(this.parts, this.partBytes)
    this.parts = []
    this.partBytes = 0
    this.hand(line, 0, line.length)
  }

  private hand(bytes: Buffer, start: number, end: number): void {
    this.onLine(bytes, start, end > start && bytes[end - 1] === carriageReturn ? end - 1 : end)
  }
}
