/** An element longer than this ends the stream as malformed. */
const maxElementBytes = 16 * 1024 * 1024

const quote = 0x22
const backslash = 0x5c

/** Splits a JSON array of objects into its elements as its bytes come (Gemini's streams without `alt=sse`). */
export class JsonArrayReader {
  /** Elements seen so far. */
  count = 0
  /** Where in the chunk pushed last its last whole element ends; 0 = none ended in it. */
  lastEnd = 0
  private depth = 0
  private inString = false
  private escaped = false
  private parts: Buffer[] = []
  private size = 0

  constructor(private readonly onElement: (element: Buffer) => void) {}

  /** Throws RangeError when an element passes the limit. */
  push(chunk: Buffer): void {
    let start = this.depth > 1 ? 0 : -1
    this.lastEnd = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (this.inString) {
        if (this.escaped) this.escaped = false
        else if (byte === backslash) this.escaped = true
        else if (byte === quote) this.inString = false
        continue
      }
      if (byte === quote) this.inString = true
      else if (byte === 0x5b || byte === 0x7b) {
        this.depth++
        if (this.depth === 2) start = at
      } else if (byte === 0x5d || byte === 0x7d) {
        this.depth--
        if (this.depth === 1 && start >= 0) {
          this.finish(chunk.subarray(start, at + 1))
          this.lastEnd = at + 1
          start = -1
        }
      }
    }
    if (start >= 0) this.keep(chunk.subarray(start))
  }

  private keep(part: Buffer): void {
    this.size += part.length
    if (this.size > maxElementBytes) throw new RangeError('an element of the stream is longer than 16 MiB')
    this.parts.push(part)
  }

  private finish(part: Buffer): void {
    this.keep(part)
    const element = Buffer.concat(this.parts, this.size)
    this.parts = []
    this.size = 0
    this.count++
    this.onElement(element)
  }
}
