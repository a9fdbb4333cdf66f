import type { UpstreamAccountView, UpstreamProtocol } from '@/lib/upstream-accounts'

/** What an operator picks: a protocol, or Azure's way of speaking OpenAI's. */
export const providers = ['openai', 'azure', 'anthropic', 'gemini'] as const
export type Provider = (typeof providers)[number]

export function providerOf(account: UpstreamAccountView): Provider {
  return account.azure ? 'azure' : account.protocol
}

export function protocolOf(provider: Provider): UpstreamProtocol {
  return provider === 'azure' ? 'openai' : provider
}
