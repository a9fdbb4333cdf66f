import { ChatMeter } from './openai-chat-meter'
import type { LengthEnd } from './types'

/** `finish_reason: length` for every choice that hasn't ended, the usage chunk for those who asked for it, `[DONE]`. */
export function renderChatLengthEnd({ meter, request, requestId, usage }: LengthEnd): Buffer {
  const known = meter instanceof ChatMeter ? meter : null
  const head = {
    id: known?.answerId || `chatcmpl-${requestId}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  }
  const extra = request.wantsUsage ? { usage: null } : {}
  const chunks: Record<string, unknown>[] = (known?.unfinished() ?? [0]).map((index) => ({
    ...head,
    choices: [{ index, delta: {}, logprobs: null, finish_reason: 'length' }],
    ...extra,
  }))
  const input = usage.input + usage.cachedInput
  if (request.wantsUsage) {
    const total = { prompt_tokens: input, completion_tokens: usage.output, total_tokens: input + usage.output }
    chunks.push({
      ...head,
      choices: [],
      usage: { ...total, prompt_tokens_details: { cached_tokens: usage.cachedInput } },
    })
  }
  return Buffer.from(`${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`)
}
