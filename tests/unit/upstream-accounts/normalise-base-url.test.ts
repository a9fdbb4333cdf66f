import { describe, expect, it } from 'vitest'
import { normaliseBaseUrl } from '@/lib/upstream-accounts'

describe('base URLs', () => {
  it.each([
    ['openai', 'https://api.openai.com', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1/v1', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1'],
    ['openai', 'https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
    ['openai', 'https://api.groq.com/openai', 'https://api.groq.com/openai/v1'],
    ['openai', 'https://open.bigmodel.cn/api/paas/v4', 'https://open.bigmodel.cn/api/paas/v4'],
    [
      'openai',
      'https://generativelanguage.googleapis.com/v1beta/openai/',
      'https://generativelanguage.googleapis.com/v1beta/openai',
    ],
    ['openai', 'http://127.0.0.1:4010//v1', 'http://127.0.0.1:4010/v1'],
    ['anthropic', 'https://api.anthropic.com/v1', 'https://api.anthropic.com'],
    ['anthropic', 'https://api.anthropic.com/v1/messages', 'https://api.anthropic.com'],
    ['anthropic', 'https://gateway.test/anthropic/', 'https://gateway.test/anthropic'],
    ['gemini', 'https://generativelanguage.googleapis.com/v1beta', 'https://generativelanguage.googleapis.com'],
    ['gemini', 'https://generativelanguage.googleapis.com/v1/v1beta/', 'https://generativelanguage.googleapis.com'],
  ] as const)('%s %s becomes %s', (protocol, given, right) => {
    expect(normaliseBaseUrl(protocol, given)).toBe(right)
    expect(normaliseBaseUrl(protocol, right)).toBe(right)
  })

  it('refuses a query, a fragment, a user and other schemes', () => {
    for (const text of [
      'https://a.test/v1?key=1',
      'https://a.test/#x',
      'https://u:p@a.test',
      'ws://a.test',
      'a.test',
    ]) {
      expect(() => normaliseBaseUrl('openai', text), text).toThrow()
    }
  })
})
