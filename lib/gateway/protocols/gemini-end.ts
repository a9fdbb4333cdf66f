import { GeminiMeter } from './gemini-meter'
import type { LengthEnd } from './types'

/** A last chunk with `MAX_TOKENS`, in the stream's own form. */
export function renderGeminiLengthEnd({ meter, request, usage }: LengthEnd): Buffer {
  const known = meter instanceof GeminiMeter ? meter : null
  const input = usage.input + usage.cachedInput
  const text = JSON.stringify({
    candidates: (known?.unfinished(request.choices) ?? [0]).map((index) => ({
      content: { role: 'model', parts: [{ text: '' }] },
      finishReason: 'MAX_TOKENS',
      index,
    })),
    usageMetadata: {
      promptTokenCount: input,
      cachedContentTokenCount: usage.cachedInput,
      candidatesTokenCount: usage.output,
      totalTokenCount: input + usage.output,
    },
    modelVersion: request.model,
  })
  const array = known?.array
  if (array) return Buffer.from(array.count > 0 ? `,\n${text}]` : `[${text}]`)
  return Buffer.from(`data: ${text}\n\n`)
}
