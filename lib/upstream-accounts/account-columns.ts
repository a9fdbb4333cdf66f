import { encryptSecret } from '../crypto'
import { defined } from '../db/defined'
import { toJson } from '../db/to-json'
import { AppError } from '../errors'
import { assertEnterableUrl } from '../http/guarded-url'
import { assertEnterableProxyUrl } from '../http/proxy-url'
import { type AzureOptions, normaliseAzureUrl } from './azure'
import { sealCredential } from './credential'
import { sealHeaderOverrides } from './header-overrides'
import { normaliseBaseUrl } from './normalise-base-url'
import type { CredentialInput, UpdateUpstreamAccountInput, UpstreamProtocol } from './schemas'

/** Throws invalid_request when an address of the input leads where the program must not connect to. */
export async function assertAllowedAccountUrls(input: UpdateUpstreamAccountInput): Promise<void> {
  if (input.baseUrl !== undefined) await assertEnterableUrl(input.baseUrl)
  const credential: CredentialInput | undefined = input.credential
  if (credential && credential.kind !== 'api_key') await assertEnterableUrl(credential.tokenUrl)
  if (input.proxyUrl) await assertEnterableProxyUrl(input.proxyUrl)
}

type AccountShape = {
  protocol: UpstreamProtocol
  baseUrl: string
  azure: AzureOptions | null
  http2: boolean
  headerOverrides: unknown
}

/** An address as it is stored. Throws invalid_request for Azure with another protocol than OpenAI's. */
export function storedBaseUrl(protocol: UpstreamProtocol, azure: AzureOptions | null, text: string): string {
  if (azure === null) return normaliseBaseUrl(protocol, text)
  if (protocol === 'openai') return normaliseAzureUrl(azure, text)
  throw new AppError('invalid_request', 'Azure OpenAI speaks the protocol openai.', {
    details: { fieldErrors: { azure: 'needs the protocol openai' } },
  })
}

/** The columns of an account's changed fields: base URL put right, secrets encrypted. */
export function accountColumns(row: AccountShape, input: UpdateUpstreamAccountInput) {
  const {
    baseUrl,
    credential,
    proxyUrl,
    modelMap,
    headerOverrides,
    azure = row.azure,
    http2 = row.http2,
    poolIds: _poolIds,
    status,
    version: _,
    ...plain
  } = input
  const movesBase = baseUrl !== undefined || input.azure !== undefined
  return defined({
    ...plain,
    baseUrl: movesBase ? storedBaseUrl(row.protocol, azure, baseUrl ?? row.baseUrl) : undefined,
    options: input.azure === undefined && input.http2 === undefined ? undefined : toJson({ azure, http2 }),
    credentialKind: credential?.kind,
    credentialCipher: credential === undefined ? undefined : sealCredential(credential),
    proxyCipher: proxyUrl === undefined ? undefined : proxyUrl === null ? null : encryptSecret(proxyUrl),
    modelMap: modelMap === undefined ? undefined : toJson(modelMap),
    headerOverrides:
      headerOverrides === undefined ? undefined : sealHeaderOverrides(headerOverrides, row.headerOverrides),
    // A new credential is the usual cure of a refused one.
    ...(status === 'active' || credential
      ? { status: 'active' as const, statusReason: null, statusSince: new Date() }
      : {}),
  })
}
