import { encryptSecret } from '../crypto'
import { defined } from '../db/defined'
import { toJson } from '../db/to-json'
import { assertEnterableUrl, parseHttpUrl } from '../http/guarded-url'
import { sealCredential } from './credential'
import { normaliseBaseUrl } from './normalise-base-url'
import type { CredentialInput, UpdateUpstreamAccountInput, UpstreamProtocol } from './schemas'

/** Throws invalid_request when an address of the input leads where the program must not connect to. */
export async function assertAllowedAccountUrls(input: UpdateUpstreamAccountInput): Promise<void> {
  if (input.baseUrl !== undefined) await assertEnterableUrl(input.baseUrl)
  const credential: CredentialInput | undefined = input.credential
  if (credential && credential.kind !== 'api_key') await assertEnterableUrl(credential.tokenUrl)
  if (input.proxyUrl) await assertEnterableUrl(withoutUser(input.proxyUrl))
}

// Unlike other addresses a proxy may carry its user and password; they are encrypted with it.
function withoutUser(proxyUrl: string): string {
  if (!URL.canParse(proxyUrl)) return parseHttpUrl(proxyUrl).href
  const url = new URL(proxyUrl)
  url.username = ''
  url.password = ''
  return url.href
}

/** The columns of an account's changed fields: base URL put right, secrets encrypted. */
export function accountColumns(protocol: UpstreamProtocol, input: UpdateUpstreamAccountInput) {
  const {
    baseUrl,
    credential,
    proxyUrl,
    modelMap,
    headerOverrides,
    poolIds: _poolIds,
    status,
    version: _,
    ...plain
  } = input
  return defined({
    ...plain,
    baseUrl: baseUrl === undefined ? undefined : normaliseBaseUrl(protocol, baseUrl),
    credentialKind: credential?.kind,
    credentialCipher: credential === undefined ? undefined : sealCredential(credential),
    proxyCipher: proxyUrl === undefined ? undefined : proxyUrl === null ? null : encryptSecret(proxyUrl),
    modelMap: modelMap === undefined ? undefined : toJson(modelMap),
    headerOverrides: headerOverrides === undefined ? undefined : toJson(headerOverrides),
    // A new credential is the usual cure of a refused one.
    ...(status === 'active' || credential
      ? { status: 'active' as const, statusReason: null, statusSince: new Date() }
      : {}),
  })
}
