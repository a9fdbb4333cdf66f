/** Bodies of at least this declared length are written into their place at once. */
const placedFrom = 64 * 1024

/** Collects a request body without ever holding it twice when its length was declared. */
export class BodyBuffer {
  size = 0
  private readonly chunks: Uint8Array[] = []
  // Memory that isn't written to yet costs nothing: a caller who declares much and sends little takes little.
  private readonly place: Buffer | null

  constructor(declared: number) {
    this.place = declared >= placedFrom ? Buffer.allocUnsafeSlow(declared) : null
  }

  add(chunk: Uint8Array): void {
    if (this.place && this.chunks.length === 0 && this.size + chunk.byteLength <= this.place.length)
      this.place.set(chunk, this.size)
    else {
      if (this.place && this.chunks.length === 0 && this.size > 0) this.chunks.push(this.place.subarray(0, this.size))
      this.chunks.push(chunk)
    }
    this.size += chunk.byteLength
  }

  whole(): Buffer {
    if (this.place && this.chunks.length === 0) return this.place.subarray(0, this.size)
    const only = this.chunks.length === 1 ? this.chunks[0] : undefined
    if (only) return Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    return Buffer.concat(this.chunks, this.size)
  }
}
