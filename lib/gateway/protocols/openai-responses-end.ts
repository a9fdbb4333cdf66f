import type { TokenUsage } from '../../pricing'
import { ResponsesMeter } from './openai-responses-meter'
import type { LengthEnd, Meter } from './types'

type Json = Record<string, unknown>

/** What every response object has, whatever became of it. */
export function responseBase(meter: Meter | null, requestId: string, model: string): Json {
  return {
    id: meter?.responseId ?? `resp_${requestId}`,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    model,
    output: [],
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    metadata: {},
    incomplete_details: null,
    instructions: null,
  }
}

/** An event as OpenAI writes it. */
export function responsesEvent(type: string, data: Json): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
}

function usageObject(usage: TokenUsage): Json {
  const input = usage.input + usage.cachedInput
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cachedInput },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: input + usage.output,
  }
}

/**
 * `response.incomplete` as for a reached maximum; items still open are closed before it. Of an answer too long to repeat
 * the output is left out, so that a client keeps what it saw.
 */
export function renderResponsesLengthEnd({ meter, request, requestId, usage }: LengthEnd): Buffer {
  const known = meter instanceof ResponsesMeter ? meter : null
  const closed = known?.transcript?.close() ?? null
  const { output: _none, ...base } = responseBase(meter, requestId, request.model)
  const response = {
    ...base,
    status: 'incomplete',
    error: null,
    incomplete_details: { reason: 'max_output_tokens' },
    ...(closed ? { output: closed.output } : {}),
    usage: usageObject(usage),
  }
  const first = known?.nextSequence ?? 0
  const events: Json[] = [...(closed?.events ?? []), { type: 'response.incomplete', response }]
  const text = events.map(({ type, ...data }, n) =>
    responsesEvent(String(type), { sequence_number: first + n, ...data }),
  )
  return Buffer.from(text.join(''))
}
