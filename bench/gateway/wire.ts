import net from 'node:net'

/** What a connection tells about the answer it waits for. */
export type AnswerEvents = {
  /** Body bytes, still with their chunk framing. */
  data(bytes: Buffer): void
  end(status: number): void
  broken(reason: string): void
}

const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('\r\n0\r\n\r\n')

/**
 * One keep-alive HTTP/1.1 connection with as little work as possible: whole prepared requests out, answers recognised by
 * content-length or the last chunk. Good enough for answers we know, and cheap enough not to be what is measured.
 */
export class Wire {
  private readonly socket: net.Socket
  private answer: AnswerEvents | null = null
  private head: Buffer | null = null
  private status = 0
  /** Bytes still to come, null = chunked. */
  private left: number | null = 0
  private inBody = false
  private tail = Buffer.alloc(0)

  constructor(host: string, port: number) {
    this.socket = net.connect({ host, port, noDelay: true })
    this.socket.on('data', (bytes) => this.read(bytes))
    this.socket.on('error', (error) => this.fail(error.message))
    this.socket.on('close', () => this.fail('the connection was closed'))
  }

  send(request: Buffer, answer: AnswerEvents): void {
    this.answer = answer
    this.head = null
    this.inBody = false
    this.tail = Buffer.alloc(0)
    this.socket.write(request)
  }

  close(): void {
    this.answer = null
    this.socket.destroy()
  }

  private fail(reason: string): void {
    const { answer } = this
    this.answer = null
    answer?.broken(reason)
  }

  private read(bytes: Buffer): void {
    if (!this.answer) return
    if (this.inBody) {
      this.body(bytes)
      return
    }
    const all = this.head ? Buffer.concat([this.head, bytes]) : bytes
    const end = all.indexOf(headEnd)
    if (end < 0) {
      this.head = all
      return
    }
    const head = all.toString('latin1', 0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)
    this.status = Number(head.slice(9, 12))
    this.left = length ? Number(length[1]) : null
    this.inBody = true
    // The line break that ends the head also begins the last chunk of an empty body.
    this.body(all.subarray(end + (this.left === null ? 2 : 4)))
  }

  private body(bytes: Buffer): void {
    this.answer?.data(bytes)
    if (this.left !== null) {
      this.left -= bytes.length
      if (this.left <= 0) this.done()
      return
    }
    const short = bytes.length < lastChunk.length
    const tail = short
      ? Buffer.concat([this.tail, bytes]).subarray(-lastChunk.length)
      : bytes.subarray(-lastChunk.length)
    if (tail.equals(lastChunk)) this.done()
    else this.tail = Buffer.from(tail)
  }

  private done(): void {
    const { answer } = this
    this.answer = null
    answer?.end(this.status)
  }
}
