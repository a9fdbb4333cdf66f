import { MessagesMeter } from './anthropic-messages-meter'
import type { LengthEnd } from './types'

function event(type: string, data: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
}

/** The open block is stopped, then `stop_reason: max_tokens` and `message_stop`. */
export function renderMessagesLengthEnd({ meter, usage }: LengthEnd): Buffer {
  const open = meter instanceof MessagesMeter ? meter.openBlock : null
  const closing = open === null ? '' : event('content_block_stop', { index: open })
  const delta = event('message_delta', {
    delta: { stop_reason: 'max_tokens', stop_sequence: null },
    usage: {
      input_tokens: usage.input,
      cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
      cache_read_input_tokens: usage.cachedInput,
      output_tokens: usage.output,
    },
  })
  return Buffer.from(closing + delta + event('message_stop', {}))
}
