import { listApiKeys } from '@/lib/api-keys'
import type { ActorContext } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type PlaygroundModel, playgroundModels } from '@/lib/gateway'
import type { PlaygroundProps } from './playground'

type PlaygroundData = Omit<PlaygroundProps, 'origin'>
type Chosen = { key: string | null; model: string | null }

const maxKeys = 500
/** Cheap and known, so that a first try costs next to nothing. */
const preferred = ['gpt-5-mini', 'gpt-4.1-mini', 'claude-haiku-4-5', 'gemini-2.5-flash']

const firstModel = (models: readonly PlaygroundModel[]) =>
  preferred.flatMap((name) => models.find(({ id }) => id === name) ?? [])[0] ?? models[0] ?? null

async function readModels(userId: string, keyId: string, address: string) {
  try {
    return { models: await playgroundModels(userId, keyId, address), refusal: null }
  } catch (error) {
    // What a call would be told is told here, before one is made.
    if (error instanceof AppError && error.code !== 'internal') return { models: [], refusal: error.message }
    throw error
  }
}

/** The person's usable keys and what the chosen one can call; null without any key. */
export async function loadPlayground(
  ctx: ActorContext,
  userId: string,
  chosen: Chosen,
): Promise<PlaygroundData | null> {
  const page = await listApiKeys(ctx, { userId, limit: maxKeys, includeRevoked: false })
  const keys = page.data.filter((key) => key.status === 'active')
  const key = keys.find(({ id }) => id === chosen.key) ?? keys[0]
  if (!key) return null
  const { models, refusal } = await readModels(userId, key.id, ctx.address)
  return {
    keys: keys.map(({ id, name, poolName }) => ({ id, name, poolName })),
    keyId: key.id,
    models: models.map(({ id, protocol }) => ({ id, protocol })),
    model: models.find(({ id }) => id === chosen.model) ?? firstModel(models),
    refusal,
  }
}
