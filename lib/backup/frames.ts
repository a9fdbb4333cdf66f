import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/**
 * The form of a backup inside its gzip: a magic line, then frames of one letter, a length in 4 bytes and a payload.
 * H = header, T = a table begins, D = a piece of its rows, E = the table ends, Z = the end with a digest of all before.
 */
export type FrameType = 'H' | 'T' | 'D' | 'E' | 'Z'
export type Frame = { type: FrameType; payload: Buffer }

const magic = Buffer.from('TURNPIKE-BACKUP 1\n')
const headBytes = 5
const maxFrameBytes = 64 * 1_048_576
const frameTypes: readonly string[] = ['H', 'T', 'D', 'E', 'Z']

export type FrameWriter = {
  write(type: FrameType, payload: Buffer | object): Promise<void>
  /** Writes the last frame: `summary` and the digest of everything before it. */
  end(summary: object): Promise<void>
}

/** Writes frames as fast as `out` takes them. */
export function createFrameWriter(out: Writable): FrameWriter {
  const digest = createHash('sha256')
  let begun = false
  const send = async (bytes: Buffer) => {
    digest.update(bytes)
    if (!out.write(bytes)) await once(out, 'drain')
  }
  const write = async (type: FrameType, payload: Buffer | object) => {
    const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload))
    const head = Buffer.alloc(headBytes)
    head.write(type, 'latin1')
    head.writeUInt32BE(body.length, 1)
    if (!begun) await send(magic)
    begun = true
    await send(head)
    await send(body)
  }
  return {
    write,
    async end(summary) {
      const sha256 = digest.copy().digest('hex')
      await write('Z', { ...summary, sha256 })
    },
  }
}

function isFrameType(text: string): text is FrameType {
  return frameTypes.includes(text)
}

const broken = (why: string) => new Error(`This is not a whole backup: ${why}.`)

/** Frames of a backup in order; throws for anything that isn't one, was changed or is cut off. */
export async function* readFrames(input: Readable): AsyncGenerator<Frame> {
  const chunks = input[Symbol.asyncIterator]()
  const digest = createHash('sha256')
  let rest = Buffer.alloc(0)
  const take = async (length: number): Promise<Buffer | null> => {
    const parts = [rest]
    let size = rest.length
    while (size < length) {
      const next: IteratorResult<unknown> = await chunks.next()
      if (next.done) return null
      const part = Buffer.from(next.value as Uint8Array)
      parts.push(part)
      size += part.length
    }
    const all = Buffer.concat(parts, size)
    rest = all.subarray(length)
    return all.subarray(0, length)
  }
  const begin = await take(magic.length)
  if (!begin?.equals(magic)) throw broken('it does not begin as one')
  digest.update(begin)
  for (;;) {
    const head = await take(headBytes)
    if (!head) throw broken('it is cut off')
    const type = head.toString('latin1', 0, 1)
    const length = head.readUInt32BE(1)
    if (!isFrameType(type) || length > maxFrameBytes) throw broken('it is damaged')
    const payload = await take(length)
    if (!payload) throw broken('it is cut off')
    if (type === 'Z') {
      const { sha256 } = JSON.parse(payload.toString('utf8')) as { sha256?: string }
      if (sha256 !== digest.digest('hex')) throw broken('its contents do not fit their digest')
      yield { type, payload }
      return
    }
    digest.update(head).update(payload)
    yield { type, payload }
  }
}
