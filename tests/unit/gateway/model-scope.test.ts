import { describe, expect, it } from 'vitest'
import { classifyInBand, classifyRefusal, effectOf } from '@/lib/gateway/failover'

const nowMs = 1_900_000_000_000
const refuse = (body: unknown) =>
  classifyRefusal({ status: 429, header: () => null, body, text: JSON.stringify(body), nowMs })
const violation = (fields: Record<string, unknown>) => ({
  error: {
    status: 'RESOURCE_EXHAUSTED',
    message: 'You exceeded your current quota.',
    details: [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [fields] }, { retryDelay: '7s' }],
  },
})

describe('a 429 of one model', () => {
  it.each([
    [
      'OpenAI',
      {
        error: { message: 'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000.' },
      },
    ],
    [
      'OpenAI, quoted',
      { error: { message: 'Rate limit reached for model `o4-mini` in organization org-x on requests per min' } },
    ],
    [
      'Anthropic',
      {
        error: {
          message:
            'This request would exceed your rate limit of 40,000 input tokens per minute (org: x, model: claude-sonnet-4-5).',
        },
      },
    ],
    ['Gemini by id', violation({ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier' })],
    [
      'Gemini by dimension',
      violation({ quotaId: 'x', quotaDimensions: { location: 'global', model: 'gemini-2.5-pro' } }),
    ],
  ])('of %s pauses that model only', (_name, body) => {
    expect(effectOf(refuse(body), 'asked-model', 0)).toMatchObject({ kind: 'rate_limited', model: 'asked-model' })
  })

  it.each([
    ['without words', {}],
    ['of the organisation', { error: { message: 'Rate limit reached for requests in organization org-x.' } }],
    [
      'of an Anthropic organisation',
      { error: { message: 'Number of request tokens has exceeded your daily rate limit.' } },
    ],
    ['of a Gemini project', violation({ quotaId: 'GenerateRequestsPerDayPerProject' })],
    [
      'of a subscription',
      { error: { type: 'usage_limit_reached', message: 'The usage limit has been reached', resets_in_seconds: 60 } },
    ],
  ])('%s pauses the whole account', (_name, body) => {
    expect(effectOf(refuse(body), 'asked-model', 0)).toMatchObject({ kind: 'rate_limited', model: null })
  })

  it('is read from an error inside a stream too', () => {
    const error = {
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached for gpt-5 in organization org-x',
      status: null,
    }
    expect(effectOf(classifyInBand(error, nowMs), 'gpt-5', 0)).toMatchObject({ model: 'gpt-5' })
  })
})
