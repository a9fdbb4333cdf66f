import type { JsonObject } from '../json'
import type { Prompt } from './prompt'

export interface Tool {
  readonly name: string
  readonly parameters: unknown
}

/** What any protocol asks, without its shape. */
export interface AnswerRequest {
  readonly model: string
  readonly prompt: Prompt
  readonly outputTokensMax: number | null
  readonly tools: readonly Tool[]
  readonly toolChoice: 'auto' | 'none' | 'required' | { readonly name: string }
  readonly reasoning: boolean
  /** A JSON schema the text must satisfy, or true for any JSON object. */
  readonly schema: JsonObject | true | null
  readonly choices: number
  readonly cacheMarks: 'implicit' | 'explicit'
  /** Tokens of an earlier response that this one continues. */
  readonly contextTokens: number
}

export interface ToolCall {
  readonly name: string
  readonly tokens: readonly string[]
}

export interface Choice {
  readonly text: readonly string[]
  readonly toolCalls: readonly ToolCall[]
  readonly finish: 'stop' | 'length' | 'tool_calls'
}

/** What will be said, token by token, and what it counts: fixed before the first byte. */
export interface Answer {
  readonly inputTokens: number
  readonly cachedTokens: number
  readonly cacheWrite5mTokens: number
  readonly cacheWrite1hTokens: number
  readonly reasoning: readonly string[]
  readonly choices: readonly Choice[]
  readonly outputTokens: number
}

export function choiceTokens(choice: Choice): number {
  let count = choice.text.length
  for (const call of choice.toolCalls) count += call.tokens.length
  return count
}

/** The same answer with nothing said. */
export function emptied(answer: Answer): Answer {
  return { ...answer, reasoning: [], choices: [{ text: [], toolCalls: [], finish: 'stop' }], outputTokens: 0 }
}

/** The same answer with one word of `bytes` letters in front. */
export function withHugeWord(answer: Answer, bytes: number): Answer {
  const [first, ...others] = answer.choices
  if (!first) return answer
  const text = ['x'.repeat(bytes), ...first.text.map((token, i) => (i === 0 ? ` ${token.trimStart()}` : token))]
  return { ...answer, choices: [{ ...first, text }, ...others], outputTokens: answer.outputTokens + 1 }
}
