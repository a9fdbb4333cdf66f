import type { UpstreamAccountView, UpstreamProtocol } from '@/lib/upstream-accounts'
import { listOf, mapOf, nullableNumberOf, numberOf, textOf } from '../../_components/form-values'

const defaultBaseUrls: Record<UpstreamProtocol, string> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com',
}

/** The provider's own address, for when none is entered. */
export function defaultBaseUrl(protocol: UpstreamProtocol): string {
  return defaultBaseUrls[protocol]
}

function credentialOf(form: FormData): Record<string, unknown> {
  const kind = textOf(form, 'credential.kind')
  if (kind === 'api_key') return { kind, apiKey: textOf(form, 'credential.apiKey') }
  const optional = (name: string) => textOf(form, `credential.${name}`) || undefined
  return {
    kind,
    tokenUrl: textOf(form, 'credential.tokenUrl'),
    clientId: textOf(form, 'credential.clientId'),
    clientSecret: optional('clientSecret'),
    ...(kind === 'oauth_refresh_token' ? { refreshToken: textOf(form, 'credential.refreshToken') } : {}),
    scope: optional('scope'),
  }
}

function commonOf(form: FormData) {
  const costMultiplier = textOf(form, 'costMultiplier')
  return {
    name: textOf(form, 'name'),
    concurrencyLimit: numberOf(form, 'concurrencyLimit'),
    priority: numberOf(form, 'priority'),
    models: listOf(form, 'models'),
    modelMap: mapOf(form, 'modelMap'),
    headerOverrides: mapOf(form, 'headerOverrides'),
    poolIds: form.getAll('poolIds').filter((id) => id !== ''),
    costMultiplier: costMultiplier === '' ? null : costMultiplier,
  }
}

/** A new account as the form holds it; whatever is wrong in it is for the schema to refuse. */
export function newAccountOf(form: FormData, protocol: UpstreamProtocol): Record<string, unknown> {
  return {
    ...commonOf(form),
    protocol,
    baseUrl: textOf(form, 'baseUrl') || defaultBaseUrl(protocol),
    credential: credentialOf(form),
    ...(protocol === 'openai' ? { apis: form.getAll('apis').filter((api) => api !== '') } : {}),
    ...(textOf(form, 'proxyUrl') === '' ? {} : { proxyUrl: textOf(form, 'proxyUrl') }),
  }
}

/** What the form changes; a credential or proxy that was left alone stays as it is. */
export function changedAccountOf(form: FormData, account: UpstreamAccountView): Record<string, unknown> {
  const replacesCredential = textOf(form, 'credential.kind') !== ''
  const proxyUrl = textOf(form, 'proxyUrl')
  return {
    ...commonOf(form),
    id: account.id,
    version: account.version,
    baseUrl: textOf(form, 'baseUrl') || defaultBaseUrl(account.protocol),
    ...(account.protocol === 'openai' ? { apis: form.getAll('apis').filter((api) => api !== '') } : {}),
    ...(replacesCredential ? { credential: credentialOf(form) } : {}),
    ...(proxyUrl !== '' ? { proxyUrl } : form.get('removeProxy') === null ? {} : { proxyUrl: null }),
    concurrencyLimit: nullableNumberOf(form, 'concurrencyLimit') ?? account.concurrencyLimit,
  }
}
