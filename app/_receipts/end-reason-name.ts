import type { english } from '@/messages/en'

type EndReasonName = keyof (typeof english)['usage']['endReasons']

/** What each protocol and the gateway itself write into a record. */
const names = new Map<string, EndReasonName>(
  Object.entries({
    'insufficient_funds:wallet': 'wallet',
    'insufficient_funds:key_cap': 'key_cap',
    'insufficient_funds:user_budget': 'user_budget',
    'allowance_exhausted:subscription_day': 'subscription_day',
    'allowance_exhausted:subscription_week': 'subscription_week',
    'allowance_exhausted:subscription_month': 'subscription_month',
    ...{ caller_left: 'caller_left', idle: 'idle', truncated: 'truncated' },
    ...{ stopped: 'stopped', lease_lost: 'lease_lost', database_away: 'database_away', process_lost: 'process_lost' },
    ...{ stop: 'finished', end_turn: 'finished', stop_sequence: 'finished' },
    ...{ tool_calls: 'tool_use', function_call: 'tool_use', tool_use: 'tool_use' },
    ...{ length: 'length', max_tokens: 'length', max_output_tokens: 'length' },
    model_context_window_exceeded: 'context',
    ...{ content_filter: 'filtered', safety: 'filtered', recitation: 'filtered', blocklist: 'filtered' },
    ...{ prohibited_content: 'filtered', spii: 'filtered', image_safety: 'filtered' },
    ...{ refusal: 'refused', pause_turn: 'paused' },
  } satisfies Record<string, EndReasonName>),
)

/** The text that says a record's end reason; Gemini writes the same words in capitals. */
export function endReasonName(reason: string): EndReasonName {
  if (/^\d{3}$/.test(reason)) return 'status'
  return names.get(reason.toLowerCase()) ?? 'other'
}
