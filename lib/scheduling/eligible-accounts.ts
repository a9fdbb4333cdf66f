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
  const mapped = account.modelMap[model]
  if (mapped !== undefined) return mapped
  return namesModel(account.models, model) ? model : null
}

/** The accounts that could serve a call by their configuration: protocol, API, model, price, expiry. Load and health are the slot store's. */
export function eligibleAccounts(accounts: readonly UpstreamAccountConfig[], needs: CallNeeds): ServingAccount[] {
  return accounts.flatMap((account) => {
    if (account.protocol !== needs.protocol) return []
    if (needs.api !== null && account.apis.length > 0 && !account.apis.includes(needs.api)) return []
    if (account.expiresAtMs !== null && account.expiresAtMs <= needs.nowMs) return []
    const upstreamModel = upstreamModelOf(account, needs.model)
    return upstreamModel === null || !needs.hasPrice(upstreamModel) ? [] : [{ account, upstreamModel }]
  })
}
