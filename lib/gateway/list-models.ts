import type { KeyAccess } from '../api-keys'
import { type PriceVersion, pricedModels } from '../pricing'
import { namesModel } from '../scheduling'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { openPool } from './plan-call'

type CallableModel = { id: string; price: PriceVersion; ownedBy: string }

/** Names that an account can be asked for: its map's left side, exact names, and every priced model that its patterns match. */
function namesOf(account: UpstreamAccountConfig, priced: ReadonlyMap<string, PriceVersion>): string[] {
  const mapped = Object.entries(account.modelMap).flatMap(([asked, upstream]) => (priced.has(upstream) ? [asked] : []))
  const own = [...priced.keys()].filter(
    (model) => namesModel(account.models, model) && fitsProvider(account, priced.get(model)),
  )
  return [...mapped, ...own]
}

/** An account without a list serves every priced model of its own provider. */
function fitsProvider(account: UpstreamAccountConfig, price: PriceVersion | undefined): boolean {
  if (account.models.length > 0 || !price || price.provider === '') return true
  const family = price.provider.startsWith('google') ? 'gemini' : price.provider
  return family === account.protocol || !['openai', 'anthropic', 'gemini'].includes(family)
}

async function callable(access: KeyAccess): Promise<CallableModel[]> {
  const pool = await openPool(access.poolId)
  const priced = pricedModels(Date.now())
  const found = new Map<string, CallableModel>()
  for (const account of pool.accounts) {
    for (const id of namesOf(account, priced)) {
      const price = priced.get(account.modelMap[id] ?? id)
      if (price && !found.has(id) && namesModel(access.allowedModels, id))
        found.set(id, { id, price, ownedBy: price.provider || account.protocol })
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function openaiModel({ id, price, ownedBy }: CallableModel): Record<string, unknown> {
  return {
    id,
    object: 'model',
    created: Math.floor(price.effectiveFromMs / 1000),
    owned_by: ownedBy,
    context_length: price.contextTokens,
    max_output_tokens: price.maxOutputTokens,
    pricing: {
      inputNanoUsdPerMillion: price.input.toString(),
      outputNanoUsdPerMillion: price.output.toString(),
      cachedInputNanoUsdPerMillion: (price.cachedInput ?? price.input).toString(),
    },
  }
}

function anthropicModel({ id, price }: CallableModel): Record<string, unknown> {
  return { type: 'model', id, display_name: id, created_at: new Date(price.effectiveFromMs).toISOString() }
}

/** The models a key may call on its pool's enabled accounts; a cooldown doesn't hide one. In OpenAI's shape, or Anthropic's. */
export async function modelsOf(access: KeyAccess, anthropic: boolean): Promise<Record<string, unknown>> {
  const models = await callable(access)
  if (!anthropic) return { object: 'list', data: models.map(openaiModel) }
  return {
    data: models.map(anthropicModel),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  }
}

/** One such model, or null. */
export async function modelObject(
  access: KeyAccess,
  id: string,
  anthropic: boolean,
): Promise<Record<string, unknown> | null> {
  const model = (await callable(access)).find((candidate) => candidate.id === id)
  if (!model) return null
  return anthropic ? anthropicModel(model) : openaiModel(model)
}
