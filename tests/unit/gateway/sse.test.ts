import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventReader, EventRewriter } from '@/lib/gateway/sse'

const seed = Date.now() % 2 ** 31
const runs = { seed, numRuns: 500 }

const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' '))
type Piece = { kind: 'data' | 'comment' | 'event' | 'bare'; text: string; space: boolean }
const piece: fc.Arbitrary<Piece> = fc.record({
  kind: fc.constantFrom('data', 'data', 'comment', 'event', 'bare'),
  text: line,
  space: fc.boolean(),
})
const stream = fc.tuple(fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 8 }), fc.constantFrom('\n', '\r\n'))

function written([blocks, end]: [Piece[][], string]): { bytes: Buffer; expected: string[] } {
  const expected: string[] = []
  let text = ''
  for (const block of blocks) {
    const data: string[] = []
    for (const { kind, text: words, space } of block) {
      const gap = space ? ' ' : ''
      if (kind === 'data') {
        text += `data:${gap}${words}${end}`
        data.push(space ? words : words.replace(/^ /, ''))
      } else if (kind === 'comment') text += `:${words}${end}`
      else if (kind === 'event') text += `event:${gap}${words}${end}`
      else text += `id${end}`
    }
    text += end
    if (data.length > 0) expected.push(data.join('\n'))
  }
  return { bytes: Buffer.from(text), expected }
}

/** The same bytes in pieces cut anywhere, in the middle of characters too. */
function cut(bytes: Buffer, places: number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((start, index) => bytes.subarray(start, sorted[index] ?? bytes.length))
}

describe(`the event reader (seed ${seed})`, () => {
  it('finds each event’s data however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), (parts, places) => {
        const { bytes, expected } = written(parts)
        const found: string[] = []
        const reader = new EventReader((data, start, end) => found.push(data.toString('utf8', start, end)))
        for (const chunk of cut(bytes, places)) reader.push(chunk)
        expect(found).toEqual(expected)
        expect(reader.atBoundary).toBe(true)
        reader.flush()
        expect(found).toEqual(expected)
      }),
      runs,
    )
  })

  it('is at a boundary only between events', () => {
    const reader = new EventReader(() => undefined)
    const states = ['data: a', '\n', '\n', ': comment\n', '\n', 'event: x\r\n', 'data: y\r\n', '\r\n'].map((text) => {
      reader.push(Buffer.from(text))
      return reader.atBoundary
    })
    expect(states).toEqual([false, false, true, false, true, false, false, true])
  })

  it('a last event without its blank line counts at the end', () => {
    const found: string[] = []
    const reader = new EventReader((data, start, end) => found.push(data.toString('utf8', start, end)))
    reader.push(Buffer.from('data: a\n\ndata: b'))
    reader.flush()
    expect(found).toEqual(['a', 'b'])
  })

  it('a line beyond its limit ends the stream, as does an event of too many lines', () => {
    const reader = new EventReader(() => undefined)
    const chunk = Buffer.alloc(1024 * 1024, 0x61)
    expect(() => {
      for (let i = 0; i < 20; i++) reader.push(chunk)
    }).toThrow(RangeError)
    const many = new EventReader(() => undefined)
    const longLine = Buffer.concat([Buffer.from('data: '), chunk, Buffer.from('\n')])
    expect(() => {
      for (let i = 0; i < 20; i++) many.push(longLine)
    }).toThrow(RangeError)
  })
})

describe(`the event rewriter (seed ${seed})`, () => {
  it('passes every byte on when nothing is edited, however they are cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), (parts, places) => {
        const { bytes } = written(parts)
        const rewriter = new EventRewriter((event) => event.raw)
        const out = cut(bytes, places).flatMap((chunk) => rewriter.push(chunk))
        expect(Buffer.concat([...out, ...rewriter.flush()]).equals(bytes)).toBe(true)
      }),
      runs,
    )
  })

  it('gives the place of the data, and leaves out what the edit drops', () => {
    const rewriter = new EventRewriter(({ raw, dataStart, dataEnd }) =>
      raw.toString('utf8', dataStart, dataEnd).trim() === 'drop' ? null : raw,
    )
    const out = rewriter.push(Buffer.from('event: a\ndata: keep\n\ndata: drop\n\n: note\n\n'))
    expect(Buffer.concat(out).toString()).toBe('event: a\ndata: keep\n\n: note\n\n')
  })
})
