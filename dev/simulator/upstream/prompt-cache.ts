import type { Prompt } from './prompt'
import { hashText } from './tokens'

export interface CacheUse {
  readonly cachedTokens: number
  readonly write5mTokens: number
  readonly write1hTokens: number
}

const entriesMax = 50_000
const implicitMin = 1024
const implicitStep = 128

/** Which prompt beginnings each API key has sent before: the provider's prompt cache, without its expiry. */
export class PromptCache {
  readonly #seen = new Set<string>()

  /** OpenAI's and Gemini's: automatic from 1 024 tokens on, in steps of 128, never the whole prompt. */
  implicit(apiKey: string, prompt: Prompt): CacheUse {
    let cachedTokens = 0
    if (prompt.inputTokens >= implicitMin) {
      let total = 0
      let hash: number | undefined
      for (const part of prompt.parts) {
        hash = hashText(part.text, hash)
        total += part.tokens
        if (this.#touch(`${apiKey}|${hash}|${total}`)) cachedTokens = total
      }
    }
    const usable = Math.floor(Math.min(cachedTokens, prompt.inputTokens - 1) / implicitStep) * implicitStep
    return { cachedTokens: usable >= implicitMin ? usable : 0, write5mTokens: 0, write1hTokens: 0 }
  }

  /** Anthropic's: what lies before a cache mark is read when it was seen, else written with the mark's lifetime. */
  explicit(apiKey: string, prompt: Prompt): CacheUse {
    const use = { cachedTokens: 0, write5mTokens: 0, write1hTokens: 0 }
    let sinceMark = 0
    let hash: number | undefined
    if (!prompt.parts.some((part) => part.cacheTtl !== null)) return use
    for (const part of prompt.parts) {
      hash = hashText(part.text, hash)
      sinceMark += part.tokens
      if (part.cacheTtl === null) continue
      if (this.#touch(`${apiKey}|x|${hash}`)) use.cachedTokens += sinceMark
      else if (part.cacheTtl === '1h') use.write1hTokens += sinceMark
      else use.write5mTokens += sinceMark
      sinceMark = 0
    }
    return use
  }

  #touch(key: string): boolean {
    if (this.#seen.has(key)) return true
    if (this.#seen.size >= entriesMax) this.#seen.clear()
    this.#seen.add(key)
    return false
  }
}
