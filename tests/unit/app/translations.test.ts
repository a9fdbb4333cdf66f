import { describe, expect, it } from 'vitest'
import { english } from '@/messages/en'
import { chinese } from '@/messages/zh'

type Tree = { readonly [key: string]: string | Tree }

/** What is called the same in both languages: names of products, protocols and signs. */
const names =
  /^(curl|HTTP|JSON|GiB|Webhook|Top P|Stripe|Turnpike|Node\.js|Redis|Anthropic( SDK)?|Gemini|Azure OpenAI|Codex CLI|Claude Code|Vercel AI SDK|Chat completions|Embeddings|Responses|gpt-5\*)$/

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
  it.each(Object.keys(english))('says all of %s', (name) => {
    const has = new Map(flat(own(chinese as Tree, name)))
    expect(flat(own(english, name)).flatMap(([key]) => (has.has(key) ? [] : [key]))).toEqual([])
  })

  it('leaves no text in English but names', () => {
    const said = new Map(flat(english))
    const words = (text: string) => text.replaceAll(/\{\w+\}/g, '').trim()
    const same = flat(chinese as Tree).filter(([key, text]) => said.get(key) === text && /[a-z]{3}/i.test(words(text)))
    expect(same.filter(([, text]) => !names.test(words(text)))).toEqual([])
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
