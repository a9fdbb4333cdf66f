import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodedByteLength,
  decodeString,
  elements,
  isWholeObject,
  locate,
  scanJsonObject,
  withField,
} from '@/lib/gateway/json'

const seed = Date.now() % 2 ** 31
const runs = { seed, numRuns: 400 }

/** JSON text in odd but valid spelling: white space, escapes. */
const spelled = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2), fc.boolean())
  .map(([value, indent, isEscaped]) => {
    const text = JSON.stringify(value, null, indent)
    return isEscaped
      ? text.replace(/[a-z\u0080-\uffff]/g, (character) =>
          character > 'z' ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character,
        )
      : text
  })
const objectText = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
  .map((value) => JSON.stringify(value, null, 1))

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const scan = (bytes: Buffer) => scanJsonObject(bytes, () => undefined)

/** A text with one random change: most are broken, some aren't. */
const mutated = fc
  .tuple(
    objectText,
    fc.nat(),
    fc.constantFrom(
      '',
      '"',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\\',
      '0',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      '\u0001',
      'null',
      'tru',
      '\\u12',
      '//',
      '\t',
    ),
  )
  .map(([text, at, insert]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + insert + text.slice(place + (at % 3 === 0 ? 1 : 0))
  })

describe(`the JSON scanner (seed ${seed})`, () => {
  it('accepts exactly the objects that JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.oneof(spelled, mutated, objectText), (text) => {
        expect(scan(Buffer.from(text)).ok).toBe(isObject(parse(text)))
      }),
      { ...runs, numRuns: 2_000 },
    )
  })

  it.each([
    '',
    ' ',
    '{',
    '{}x',
    '{"a":01}',
    '{"a":1.}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1e}',
    '{"a":\u00a01}',
    '{"a":"\n"}',
    "{'a':1}",
    '{"a":1,}',
    '{,}',
    '[{}]',
    '{"a":NaN}',
    '{"a":"\\x"}',
    '\ufeff{}',
  ])('refuses %j as JSON.parse does', (text) => {
    expect(scan(Buffer.from(text)).ok).toBe(false)
  })

  it('names each top-level field’s exact place and each key that comes twice', () => {
    fc.assert(
      fc.property(objectText, (text) => {
        const bytes = Buffer.from(text)
        const found = scan(bytes)
        if (!found.ok) throw new Error(found.reason)
        const value = parse(text) as Record<string, unknown>
        expect([...found.fields.keys()].sort()).toEqual(Object.keys(value).sort())
        for (const [key, span] of found.fields)
          expect(JSON.parse(bytes.toString('utf8', span.start, span.end))).toEqual(value[key])
        expect(found.repeated.size).toBe(0)
      }),
      runs,
    )
    const twice = scan(Buffer.from('{"model":1,"x":2,"mod\\u0065l":3}'))
    expect(twice.ok && [...twice.repeated]).toEqual(['model'])
  })

  it('shows every string below the top level once, with its decoded key', () => {
    const seen: [string, string, number, string][] = []
    const bytes = Buffer.from('{"a":"top","b":{"k\\u0065y":"one","l":["two",{"m":"three"}]},"c":["four"]}')
    scanJsonObject(bytes, (key, topKey, frames, start, end) => {
      seen.push([key, topKey, frames.length, decodeString(bytes, start, end)])
    })
    expect(seen).toEqual([
      ['key', 'b', 2, 'one'],
      ['l', 'b', 3, 'two'],
      ['m', 'b', 4, 'three'],
      ['c', 'c', 2, 'four'],
    ])
  })

  it('deep nesting is refused, never a stack overflow', () => {
    const depth = 1_000_000
    expect(scan(Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`)).ok).toBe(false)
  })
})

describe(`editing one field (seed ${seed})`, () => {
  it('leaves every other byte as it was, whatever the spelling', () => {
    fc.assert(
      fc.property(objectText, fc.string(), fc.jsonValue({ maxDepth: 2 }), (text, name, value) => {
        const bytes = Buffer.from(text)
        const found = scan(bytes)
        if (!found.ok) throw new Error(found.reason)
        const edited = withField(bytes, found.fields, name, JSON.stringify(value))
        expect(JSON.parse(edited.toString('utf8'))).toEqual(
          JSON.parse(JSON.stringify({ ...(parse(text) as object), [name]: value })),
        )
        const span = found.fields.get(name)
        if (!span) return
        expect(edited.subarray(0, span.start).equals(bytes.subarray(0, span.start))).toBe(true)
        expect(edited.subarray(edited.length - (bytes.length - span.end)).equals(bytes.subarray(span.end))).toBe(true)
      }),
      runs,
    )
  })
})

describe(`the quick locator (seed ${seed})`, () => {
  const plainKey = fc.stringMatching(/^[a-z_]{1,8}$/)
  it('finds what JSON.parse finds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(plainKey, fc.jsonValue({ maxDepth: 3 })),
        plainKey,
        fc.constantFrom(0, 2),
        (value, key, indent) => {
          const bytes = Buffer.from(JSON.stringify(value, null, indent))
          const span = locate(bytes, 0, bytes.length, [key])
          if (!Object.hasOwn(value, key)) expect(span).toBeNull()
          else
            expect(span && JSON.parse(bytes.toString('utf8', span.start, span.end))).toEqual(
              JSON.parse(JSON.stringify(value[key])),
            )
        },
      ),
      runs,
    )
  })

  it('splits an array into its elements', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 })), fc.constantFrom(0, 2), (list, indent) => {
        const bytes = Buffer.from(JSON.stringify(list, null, indent))
        const spans = elements(bytes, { start: 0, end: bytes.length, kind: 'array' }, 1_000)
        expect(spans.map((span) => JSON.parse(bytes.toString('utf8', span.start, span.end)))).toEqual(
          JSON.parse(JSON.stringify(list)),
        )
      }),
      runs,
    )
  })

  it('counts a string’s bytes without decoding it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, isEscaped) => {
        const raw = JSON.stringify(text).slice(1, -1)
        const spelling = isEscaped
          ? raw.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : raw
        const bytes = Buffer.from(spelling)
        expect(decodedByteLength(bytes, 0, bytes.length)).toBe(Buffer.byteLength(text))
      }),
      runs,
    )
  })

  it('tells a whole object from a part of one', () => {
    fc.assert(
      fc.property(objectText, fc.nat(), (text, cut) => {
        expect(isWholeObject(Buffer.from(` ${text}\n`))).toBe(true)
        const bytes = Buffer.from(text)
        expect(isWholeObject(bytes.subarray(0, cut % bytes.length))).toBe(false)
      }),
      runs,
    )
    expect(isWholeObject(Buffer.from('{}{}'))).toBe(false)
    expect(isWholeObject(Buffer.from('[1]'))).toBe(false)
  })
})
