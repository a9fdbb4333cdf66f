import { countTokens } from './tokens'

/** One place up to which a provider can keep a prompt in its cache. */
export interface PromptPart {
  readonly text: string
  readonly tokens: number
  /** Only Anthropic's explicit cache marks. */
  readonly cacheTtl: '5m' | '1h' | null
}

const mediaTokens = 256

/** Collects what the model would read, in the order it would read it. */
export class Prompt {
  readonly parts: PromptPart[] = []
  inputTokens = 0
  lastUserText = ''
  /** The last thing said is a tool's result, so calling a tool again would never end. */
  afterToolResult = false

  add(text: string, cacheTtl: '5m' | '1h' | null = null): void {
    const tokens = countTokens(text)
    this.inputTokens += tokens
    this.parts.push({ text, tokens, cacheTtl })
  }

  addJson(value: unknown, cacheTtl: '5m' | '1h' | null = null): void {
    this.add(JSON.stringify(value) ?? '', cacheTtl)
  }

  addMedia(kind: string, cacheTtl: '5m' | '1h' | null = null): void {
    this.inputTokens += mediaTokens
    this.parts.push({ text: kind, tokens: mediaTokens, cacheTtl })
  }

  /** A cache mark on the request as a whole stands at its last part. */
  markLast(cacheTtl: '5m' | '1h'): void {
    const last = this.parts.pop()
    if (last) this.parts.push({ ...last, cacheTtl })
  }

  userSays(text: string): void {
    this.lastUserText = text
    this.afterToolResult = false
  }

  toolSays(): void {
    this.afterToolResult = true
  }
}
