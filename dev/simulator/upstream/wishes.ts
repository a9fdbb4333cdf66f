import { type JsonObject, numberAt, objectAt, stringAt } from '../json'

/**
 * What a request asks of the simulator itself: body `metadata` (`tag`, `sim_tokens`, `sim_token_ms`, `sim_first_token_ms`,
 * `sim_cached_tokens`, `sim_reasoning_tokens`, `sim_tool_calls`), or the same as `[[sim tokens=500 tag=x]]` in the prompt.
 */
export type Wishes = JsonObject

const inline = /\[\[sim ([^\]]{1,400})\]\]/

export function wishesOf(body: JsonObject, lastUserText: string): Wishes {
  const metadata = objectAt(body, 'metadata') ?? objectAt(body, 'labels') ?? {}
  const found = lastUserText.includes('[[sim ') ? inline.exec(lastUserText) : null
  if (!found) return metadata
  const wishes: Record<string, unknown> = { ...metadata }
  for (const pair of (found[1] ?? '').trim().split(/\s+/)) {
    const [name, value] = pair.split('=')
    if (name && value !== undefined) wishes[name === 'tag' ? 'tag' : `sim_${name}`] = value
  }
  return wishes
}

export function tagOf(wishes: Wishes): string | null {
  return stringAt(wishes, 'tag')
}

const outputTokensMax = 200_000
const defaultTokens = 24
const asked = /\b(\d{1,6})[\s-]+(?:words?|tokens?)\b/i

/** How long the answer would be without any limit of the caller. */
export function wantedTokens(wishes: Wishes, model: string, lastUserText: string): number {
  const wish = numberAt(wishes, 'sim_tokens') ?? tokensOfModel(model) ?? tokensOfText(lastUserText)
  return Math.min(Math.max(Math.floor(wish ?? defaultTokens), 0), outputTokensMax)
}

function tokensOfModel(model: string): number | null {
  if (model === 'sim-long') return 2000
  const found = /^sim-tokens-(\d{1,6})$/.exec(model)
  return found ? Number(found[1]) : null
}

function tokensOfText(text: string): number | null {
  const found = asked.exec(text.length > 4000 ? text.slice(-4000) : text)
  return found ? Number(found[1]) : null
}
