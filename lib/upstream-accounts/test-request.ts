import { AppError } from '../errors'
import { accountAuth, accountPath } from './account-call'
import type { UpstreamAccountConfig } from './types'

export type TestRequest = { url: string; headers: Record<string, string>; body: string | null }

const prompt = 'Say OK.'
const maxTokens = 16
const anthropicVersion = '2023-06-01'

function standardHeaders(account: UpstreamAccountConfig, secret: string): Record<string, string> {
  switch (account.protocol) {
    case 'openai':
      return { authorization: `Bearer ${secret}` }
    case 'anthropic':
      return { 'x-api-key': secret, 'anthropic-version': anthropicVersion }
    case 'gemini':
      return { 'x-goog-api-key': secret }
  }
}

const credentialHeaders = (account: UpstreamAccountConfig, secret: string) =>
  accountAuth(standardHeaders(account, secret), account, secret)

function openaiCall(apis: readonly string[], model: string): [path: string, body: object] {
  if (apis.length === 0 || apis.includes('responses')) {
    return ['/responses', { model, input: prompt, max_output_tokens: maxTokens }]
  }
  if (apis.includes('chat')) {
    return [
      '/chat/completions',
      { model, messages: [{ role: 'user', content: prompt }], max_completion_tokens: maxTokens },
    ]
  }
  return ['/embeddings', { model, input: prompt }]
}

function callOf(account: UpstreamAccountConfig, model: string): [path: string, body: object] {
  switch (account.protocol) {
    case 'openai':
      return openaiCall(account.apis, model)
    case 'anthropic':
      return ['/v1/messages', { model, max_tokens: maxTokens, messages: [{ role: 'user', content: prompt }] }]
    case 'gemini':
      return [
        `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
        { contents: [{ role: 'user', parts: [{ text: prompt }] }], generationConfig: { maxOutputTokens: maxTokens } },
      ]
  }
}

/** The tiny prompt that tests an account. */
export function testRequest(account: UpstreamAccountConfig, secret: string, model: string): TestRequest {
  const [path, body] = callOf(account, model)
  return {
    url: `${account.baseUrl}${accountPath(account, path, model)}`,
    headers: { ...account.headerOverrides, ...credentialHeaders(account, secret), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

/** The question for the models an account serves; `page` = what its last answer said to ask with. */
export function modelsRequest(account: UpstreamAccountConfig, secret: string, page: string | null = null): TestRequest {
  const path = { openai: '/models', anthropic: '/v1/models', gemini: '/v1beta/models' }[account.protocol]
  const headers = { ...account.headerOverrides, ...credentialHeaders(account, secret) }
  return {
    url: `${account.baseUrl}${accountPath(account, page === null ? path : `${path}?${page}`, null)}`,
    headers,
    body: null,
  }
}

/** The model an account is tested with when the operator named none; null = ask the upstream. */
export function configuredTestModel(account: UpstreamAccountConfig): string | null {
  const exact = account.models.find((model) => !model.endsWith('*'))
  const asked = exact ?? Object.keys(account.modelMap)[0]
  return asked === undefined ? null : (account.modelMap[asked] ?? asked)
}

/** The first model of an upstream's own list. Throws upstream_failed when it names none. */
export function firstListedModel(answer: unknown): string {
  const lists: Record<string, unknown> = { ...Object(answer) }
  const list = Array.isArray(lists['data']) ? lists['data'] : lists['models']
  const first: Record<string, unknown> = Array.isArray(list) ? { ...Object(list[0]) } : {}
  const name = first['id'] ?? first['name']
  if (typeof name !== 'string')
    throw new AppError('upstream_failed', 'The upstream lists no model. Name one to test with.')
  return name.replace(/^models\//, '')
}
