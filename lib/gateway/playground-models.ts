import { checkOwnKey } from '../api-keys'
import { refusalOf } from './authenticate'
import { callableModels } from './list-models'
import { offerOf } from './offer'
import { openPool } from './plan-call'
import { protocolNamed } from './protocols'
import { startGateway } from './start-gateway'

/** The dialects that the playground speaks, the one it prefers first. */
const dialects = ['openai-responses', 'openai-chat', 'anthropic-messages', 'gemini'] as const

export type PlaygroundModel = {
  id: string
  protocol: (typeof dialects)[number]
  maxOutputTokens: number | null
}

/**
 * The models that one of a person's keys may chat with, and how each is spoken to. Throws what a call with the key
 * would: it is revoked, expired, not theirs, or its pool is closed.
 */
export async function playgroundModels(userId: string, keyId: string, address: string): Promise<PlaygroundModel[]> {
  await startGateway()
  const check = await checkOwnKey(userId, keyId, address)
  if (check.kind !== 'allowed') throw refusalOf(check)
  const [pool, models] = [await openPool(check.access.poolId), await callableModels(check.access)]
  const nowMs = Date.now()
  return models.flatMap(({ id, price }) => {
    // What has no price for output writes none: embeddings.
    if (price.output === 0n && price.input > 0n) return []
    const protocol = dialects.find((name) => offerOf(pool, protocolNamed(name), id, nowMs).accounts.length > 0)
    return protocol ? [{ id, protocol, maxOutputTokens: price.maxOutputTokens }] : []
  })
}
