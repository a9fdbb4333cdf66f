import { describe, expect, it } from 'vitest'
import { english } from '@/messages/en'
import { chinese } from '@/messages/zh'

type Tree = { readonly [key: string]: string | Tree }

/** Long texts that are still read in English by everyone. */
const untranslated = ['admin', 'docs']

function flat(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flat(value, `${path}${key}.`),
  )
}

/** Names that a text is filled with, and the tags around its parts. */
const holes = (text: string) =>
  [...new Set([...text.matchAll(/\{([a-z][a-zA-Z]*)(?=[,}])|<([a-z]+)>/g)].map(([whole]) => whole))].sort()

const own = (tree: Tree, name: string): Tree => {
  const found = tree[name]
  return typeof found === 'object' ? found : {}
}

describe('the Chinese catalogue', () => {
  it.each(Object.keys(english).filter((name) => !untranslated.includes(name)))('says all of %s', (name) => {
    const has = new Map(flat(own(chinese as Tree, name)))
    expect(flat(own(english, name)).flatMap(([key]) => (has.has(key) ? [] : [key]))).toEqual([])
  })

  it('fills in what English fills in, and nothing that English doesn’t say', () => {
    const said = new Map(flat(english))
    const wrong = flat(chinese as Tree).filter(([key, text]) => {
      const original = said.get(key)
      return original === undefined || holes(original).join() !== holes(text).join()
    })
    expect(wrong).toEqual([])
  })
})
