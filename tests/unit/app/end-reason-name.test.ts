import { createTranslator } from 'next-intl'
import { describe, expect, it } from 'vitest'
import { endReasonName } from '@/app/_receipts/end-reason-name'
import { english } from '@/messages/en'

const t = createTranslator({ locale: 'en', messages: english, namespace: 'usage.endReasons' })
const said = (reason: string) => t(endReasonName(reason), { reason, status: reason })

describe('endReasonName', () => {
  it.each([
    ['insufficient_funds:wallet', 'wallet'],
    ['insufficient_funds:key_cap', 'key_cap'],
    ['insufficient_funds:user_budget', 'user_budget'],
    ['allowance_exhausted:subscription_day', 'subscription_day'],
    ['allowance_exhausted:subscription_month', 'subscription_month'],
    ['caller_left', 'caller_left'],
    ['process_lost', 'process_lost'],
    ['end_turn', 'finished'],
    ['tool_calls', 'tool_use'],
    ['MAX_TOKENS', 'length'],
    ['max_output_tokens', 'length'],
    ['SAFETY', 'filtered'],
  ])('knows %s', (reason, name) => {
    expect(endReasonName(reason)).toBe(name)
  })

  it('says the status of an upstream that refused', () => {
    expect(said('529')).toBe('The provider answered with status 529.')
  })

  it('repeats what it doesn’t know, even the name of something that every object has', () => {
    expect(said('context_length_exceeded')).toBe('The provider said: context_length_exceeded.')
    expect(endReasonName('constructor')).toBe('other')
  })
})
