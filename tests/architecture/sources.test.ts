import { describe, expect, it } from 'vitest'
import { findLongFiles } from './rules/file-limits'
import { readSources } from './rules/sources'
import { findForbiddenTexts } from './rules/text-rules'

const sources = readSources()
const lines = (count: number) => 'x\n'.repeat(count)

describe('the sources', () => {
  it('are all read', () => {
    const paths = sources.map((source) => source.path)
    for (const path of ['lib/env.ts', 'dev/up/main.ts', 'scripts/build.mjs', 'tests/architecture/sources.test.ts']) {
      expect(paths).toContain(path)
    }
  })

  it('have no file over its limit', () => {
    expect(findLongFiles(sources)).toEqual([])
  })

  it('keep the rules of the house', () => {
    expect(findForbiddenTexts(sources)).toEqual([])
  })
})

describe('the file limits bite', () => {
  it.each([
    ['lib/gateway/handle-exchange.ts', 150],
    ['app/v1/responses/route.ts', 25],
    ['app/(dashboard)/keys/actions.ts', 60],
    ['app/(dashboard)/keys/page.tsx', 120],
    ['lib/slots/acquire-slot.ts', 250],
    ['components/ui/button.tsx', 250],
    ['tests/unit/money.test.ts', 400],
  ])('%s may have %i lines and not one more', (path, limit) => {
    expect(findLongFiles([{ path, text: lines(limit) }])).toEqual([])
    expect(findLongFiles([{ path, text: lines(limit + 1) }])).toHaveLength(1)
  })
})

describe('the text rules bite', () => {
  it.each([
    ['lib/slots/acquire-slot.ts', 'const key = `gw:slots:{x}`', 'lib/redis/keys.ts', 'const key = `gw:slots:{x}`'],
    ['lib/gateway/handle-exchange.ts', '// as OpenAI does', 'lib/gateway/attempt.ts', '// as OpenAI does'],
    [
      'app/keys/actions.ts',
      "import { after } from 'next/server'",
      'app/keys/actions.ts',
      "import { NextResponse } from 'next/server'",
    ],
    ['lib/ids.ts', '// biome-ignore lint: later', 'lib/ids.ts', '// never ignored'],
    ['lib/ids.ts', '// TODO: mend', 'lib/ids.ts', '// mended'],
    ['tests/unit/ids.test.ts', "it.only('x', () => {})", 'tests/unit/ids.test.ts', "it('x', () => {})"],
  ])('in %s: %s', (path, text, allowedPath, allowedText) => {
    expect(findForbiddenTexts([{ path, text }])).toHaveLength(1)
    expect(findForbiddenTexts([{ path: allowedPath, text: allowedText }])).toEqual([])
  })
})
