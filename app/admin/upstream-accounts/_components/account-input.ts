import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { isChecked, listOf, mapOf, nullableNumberOf, numberOf, textOf } from '../../_components/form-values'
import { type Provider, protocolOf } from './account-provider'

const defaultBaseUrls: Record<Provider, string> = {
  openai: 'https://api.openai.com/v1',
  azure: 'https://my-resource.openai.azure.com',
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com',
}

/** The provider's own address, for when none is entered. */
export function defaultBaseUrl(provider: Provider): string {
  return defaultBaseUrls[provider]
}

/** Null takes Azure's ways back from an account that had them. */
function azureOf(form: FormData): Record<string, unknown> | null {
  if (!form.has('azure.apiVersion')) return null
  return {
    apiVersion: textOf(form, 'azure.apiVersion') || null,
    deploymentPaths: isChecked(form, 'azure.deploymentPaths'),
  }
}

/** Azure has no address that is everybody's: its resource must be named. */
function baseUrlOf(form: FormData, provider: Provider): string {
  return textOf(form, 'baseUrl') || (provider === 'azure' ? '' : defaultBaseUrl(provider))
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
    http2: isChecked(form, 'http2'),
  }
}

/** A new account as the form holds it; whatever is wrong in it is for the schema to refuse. */
export function newAccountOf(form: FormData, provider: Provider): Record<string, unknown> {
  const protocol = protocolOf(provider)
  return {
    ...commonOf(form),
    protocol,
    // It takes calls after its test.
    enabled: false,
    azure: azureOf(form),
    baseUrl: baseUrlOf(form, provider),
    credential: credentialOf(form),
    ...(protocol === 'openai' ? { apis: form.getAll('apis').filter((api) => api !== '') } : {}),
    ...(textOf(form, 'proxyUrl') === '' ? {} : { proxyUrl: textOf(form, 'proxyUrl') }),
  }
}

/** What the form changes; a credential or proxy that was left alone stays as it is. */
export function changedAccountOf(form: FormData, account: UpstreamAccountView): Record<string, unknown> {
  const replacesCredential = textOf(form, 'credential.kind') !== ''
  const proxyUrl = textOf(form, 'proxyUrl')
  const azure = azureOf(form)
  return {
    ...commonOf(form),
    id: account.id,
    version: account.version,
    ...(account.protocol === 'openai' ? { azure } : {}),
    baseUrl: baseUrlOf(form, azure ? 'azure' : account.protocol),
    ...(account.protocol === 'openai' ? { apis: form.getAll('apis').filter((api) => api !== '') } : {}),
    ...(replacesCredential ? { credential: credentialOf(form) } : {}),
    ...(proxyUrl !== '' ? { proxyUrl } : form.get('removeProxy') === null ? {} : { proxyUrl: null }),
    concurrencyLimit: nullableNumberOf(form, 'concurrencyLimit') ?? account.concurrencyLimit,
  }
}
