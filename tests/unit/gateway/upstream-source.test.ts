import { describe, expect, it } from 'vitest'
import { type SourceReader, UpstreamSource } from '@/lib/gateway/upstream-source'

/** A connection that can bring more in the very call that lets it go on, as undici's does. */
function connection() {
  const control = {
    paused: false,
    pauses: 0,
    aborted: null as Error | null,
    onResume: () => undefined as unknown,
    pause: () => {
      control.paused = true
      control.pauses++
    },
    resume: () => {
      control.paused = false
      control.onResume()
    },
    abort: (reason: Error) => {
      control.aborted = reason
    },
  }
  return { control, source: new UpstreamSource(control) }
}

function recorder(answer: (text: string) => Promise<void> | null = () => null) {
  const seen: string[] = []
  const reader: SourceReader = {
    chunk: (bytes) => {
      seen.push(bytes.toString('latin1', 0, 3).trim())
      return answer(bytes.toString('latin1', 0, 3).trim())
    },
    over: (error) => {
      seen.push(error ? `broken: ${error.message}` : 'end')
    },
  }
  return { seen, reader }
}

const chunk = (text: string, size = 3) => Buffer.from(text.padEnd(size))

describe('an upstream source', () => {
  it('hands over what waits already, then each chunk in the call that brings it, then the end once', () => {
    const { source } = connection()
    const { seen, reader } = recorder()
    source.feed(chunk('a'))
    source.feed(chunk('b'))
    source.readWith(reader)
    expect(seen).toEqual(['a', 'b'])
    source.feed(chunk('c'))
    expect(seen).toEqual(['a', 'b', 'c'])
    source.end()
    source.abort('late')
    expect(seen).toEqual(['a', 'b', 'c', 'end'])
  })

  it('keeps the order and at most 64 KiB and a chunk while its reader waits, and slows the connection', async () => {
    const { control, source } = connection()
    let release: () => void = () => undefined
    const { seen, reader } = recorder((text) =>
      text === 'a' ? new Promise((resolve) => (release = () => resolve())) : null,
    )
    source.readWith(reader)
    source.feed(chunk('a'))
    source.feed(chunk('b', 40_000))
    expect(control.paused).toBe(false)
    source.feed(chunk('c', 40_000))
    expect(control.paused).toBe(true)
    // What the connection still had comes in the call that lets it go on, and ends it there.
    control.onResume = () => {
      source.feed(chunk('d'))
      source.end()
    }
    expect(seen).toEqual(['a'])
    release()
    await Promise.resolve()
    await Promise.resolve()
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'end'])
    expect([control.paused, control.pauses]).toEqual([false, 1])
  })

  it('an abort in the reader’s own call is told behind the chunk, and nothing after it', () => {
    const { control, source } = connection()
    const { seen, reader } = recorder((text) => {
      if (text === 'b') source.abort('enough')
      return null
    })
    source.readWith(reader)
    source.feed(chunk('a'))
    source.feed(chunk('b'))
    source.feed(chunk('c'))
    source.fail(new Error('closed'))
    expect(seen).toEqual(['a', 'b', 'broken: enough'])
    expect(control.aborted?.message).toBe('enough')
  })

  it('can be pulled first and handed to a reader afterwards', async () => {
    const { source } = connection()
    const first = source.next(5_000)
    source.feed(chunk('a'))
    expect(String(await first)).toBe('a  ')
    source.feed(chunk('b'))
    expect(String(await source.next(5_000))).toBe('b  ')
    expect(await source.next(1)).toBe('quiet')
    const { seen, reader } = recorder()
    source.readWith(reader)
    source.feed(chunk('c'))
    source.fail(new Error('reset'))
    expect(seen).toEqual(['c', 'broken: reset'])
  })

  it('hands over thousands of small chunks that lined up meanwhile', async () => {
    const { source } = connection()
    let release: () => void = () => undefined
    const { seen, reader } = recorder((text) =>
      text === 'a' ? new Promise<void>((resolve) => (release = resolve)) : null,
    )
    source.readWith(reader)
    source.feed(chunk('a'))
    for (let n = 0; n < 20_000; n++) source.feed(chunk('b'))
    source.end()
    release()
    await expect.poll(() => seen.at(-1)).toBe('end')
    expect(seen).toHaveLength(20_002)
  })
})
