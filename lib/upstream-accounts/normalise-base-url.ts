import { AppError } from '../errors'
import { parseHttpUrl } from '../http/guarded-url'
import type { UpstreamProtocol } from './schemas'

const endpoints: Record<UpstreamProtocol, RegExp> = {
  openai: /\/(chat\/completions|completions|responses|embeddings|models)$/,
  anthropic: /\/(messages|messages\/count_tokens|models)$/,
  gemini: /\/models(\/.*)?$/,
}
// Hosts with a version of their own, such as /v1beta/openai or /api/paas/v4.
const otherVersion = /\/v(?!1(\/|$))\d+[a-z]*(\/openai)?$|\/v\d+[a-z]+\/openai$/

function pathFor(protocol: UpstreamProtocol, path: string): string {
  const bare = path
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '')
    .replace(endpoints[protocol], '')
  if (protocol === 'anthropic') return bare.replace(/(\/v1)+$/, '')
  if (protocol === 'gemini') return bare.replace(/(\/v1(beta|alpha)?)+$/, '')
  return otherVersion.test(bare) ? bare : `${bare.replace(/(\/v1)+$/, '')}/v1`
}

/**
 * A base URL as the provider's own SDK takes it: with `/v1` for openai, without for anthropic and gemini. A missing or
 * doubled `/v1`, a pasted endpoint and trailing slashes are put right; throws invalid_request for anything but http(s).
 */
export function normaliseBaseUrl(protocol: UpstreamProtocol, text: string): string {
  const url = parseHttpUrl(text.trim())
  if (url.search !== '' || url.hash !== '') {
    throw new AppError('invalid_request', 'A base URL has no query and no fragment.', {
      details: { fieldErrors: { baseUrl: 'must not have a query or fragment' } },
    })
  }
  return `${url.origin}${pathFor(protocol, url.pathname)}`
}
