import type { ParsedRequest } from './protocols'

/** Families whose streams show every token that is billed: those that don't reason, and those that stream their reasoning. */
const openModels =
  /^(gpt-3\.5|gpt-4|chatgpt-4o|gpt-5-chat|gemini-1\.|gemini-2\.0|gemma-|claude-|mistral|mixtral|ministral|codestral|llama|deepseek|qwen|kimi|glm-)/i
/** Of those, the ones that answer in something else than text, which no delta counts. */
const otherOutput = /audio|realtime|image|tts|search/i

type ShownBy = { request: Pick<ParsedRequest, 'stream' | 'hiddenReasoning'>; upstreamModels: readonly string[] }

/**
 * Whether what a stream costs can be followed by what it shows: only then may its hold start small and grow with it.
 * A model that isn't known to show everything counts as one that doesn't.
 */
export function showsAllOutput({ request, upstreamModels }: ShownBy): boolean {
  if (!request.stream || request.hiddenReasoning === 'asked') return false
  if (upstreamModels.some((model) => otherOutput.test(model))) return false
  if (request.hiddenReasoning === 'off') return true
  return upstreamModels.every((model) => openModels.test(model.slice(model.lastIndexOf('/') + 1)))
}
