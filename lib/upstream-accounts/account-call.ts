import { azurePath } from './azure'
import type { UpstreamAccountConfig } from './types'

/** A protocol's path as this account's upstream takes it; `model` is the upstream's name of it. */
export function accountPath(account: UpstreamAccountConfig, path: string, model: string | null): string {
  return account.azure === null ? path : azurePath(account.azure, path, model)
}

const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key']

/** The headers that carry an account's credential, from those of its protocol: OAuth tokens are bearers everywhere, Azure's keys have a header of their own. */
export function accountAuth(
  standard: Readonly<Record<string, string>>,
  account: UpstreamAccountConfig,
  secret: string,
): Record<string, string> {
  const isKey = account.credentialKind === 'api_key'
  if (isKey && account.azure === null) return { ...standard }
  const rest = Object.entries(standard).filter(([name]) => !keyHeaders.includes(name))
  return { ...Object.fromEntries(rest), ...(isKey ? { 'api-key': secret } : { authorization: `Bearer ${secret}` }) }
}
