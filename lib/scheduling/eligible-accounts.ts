import type { UpstreamAccountConfig } from '../upstream-accounts'

export type ServingAccount = { account: UpstreamAccountConfig; upstreamModel: string }

export type CallNeeds = {
  protocol: 'openai' | 'anthropic' | 'gemini'
  /** For OpenAI-compatible hosts: the API that must be listed; null = any. */
  api: 'responses' | 'chat' | 'embeddings' | null
  /** As asked. */
  model: string
  hasPrice: (upstreamModel: string) => boolean
  nowMs: number
}

/** Whether a list of exact names and `prefix*` patterns names a model; an empty list names all. */
export function namesModel(patterns: readonly string[], model: string): boolean {
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => pattern === model || (pattern.endsWith('*') && model.startsWith(pattern.slice(0, -1))))
  )
}

/** The name an account knows an asked model by, or null when it doesn't serve it. */
export function upstreamModelOf(account: UpstreamAccountConfig, model: string): string | null {
  // A model may be named like something that every object inherits.
  const mapped = Object.hasOwn(account.modelMap, model) ? account.modelMap[model] : undefined
  if (mapped !== undefined) return mapped
  return namesModel(account.models, model) ? model : null
}

export type Exclusion = 'protocol' | 'api' | 'expired' | 'model' | 'price'

/** Says why an account can't serve a call by its configuration; null when it can. */
export function exclusionOf(account: UpstreamAccountConfig, needs: CallNeeds): Exclusion | null {
  if (account.protocol !== needs.protocol) return 'protocol'
  if (needs.api !== null && account.apis.length > 0 && !account.apis.includes(needs.api)) return 'api'
  if (account.expiresAtMs !== null && account.expiresAtMs <= needs.nowMs) return 'expired'
  const upstreamModel = upstreamModelOf(account, needs.model)
  if (upstreamModel === null) return 'model'
  return needs.hasPrice(upstreamModel) ? null : 'price'
}

/** The accounts that could serve a call by their configuration: protocol, API, model, price, expiry. Load and health are the slot store's. */
export function eligibleAccounts(accounts: readonly UpstreamAccountConfig[], needs: CallNeeds): ServingAccount[] {
  return accounts.flatMap((account) => {
    const upstreamModel = exclusionOf(account, needs) === null ? upstreamModelOf(account, needs.model) : null
    return upstreamModel === null ? [] : [{ account, upstreamModel }]
  })
}
