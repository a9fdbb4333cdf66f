import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scriptTexts } from '@/lib/slots/redis/script-texts'
import { composeModule } from '@/lib/slots/scripts/bundle.mjs'

const folder = new URL('../../../lib/slots/scripts/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.lua'))

describe("the slot store's scripts", () => {
  it('are bundled as they are written', () => {
    expect(readFileSync(new URL('../redis/script-texts.ts', folder), 'utf8')).toBe(composeModule())
    expect(Object.keys(scriptTexts).map((name) => `${name}.lua`)).toEqual(names.sort())
  })

  it.each(names)('%s says what it guarantees, takes, returns and costs', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const header = text.slice(0, text.indexOf('--- @include'))
    for (const part of [/^-- \w.+/, /^-- KEYS\[1\] {3}/m, /^-- ARGV\[1\] {3}/m, /^-- RETURNS {3}/m, /^-- Cost {6}/m]) {
      expect(header).toMatch(part)
    }
  })

  it.each(names)('%s takes the time from the store and makes its keys of those that it is given', (name) => {
    const text = scriptTexts[name.slice(0, -4) as keyof typeof scriptTexts]
    expect(text).toContain("redis.call('TIME')")
    expect(text).not.toContain("'gw:")
  })
})
