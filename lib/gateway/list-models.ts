import type { KeyAccess } from '../api-keys'
import { type PriceVersion, pricedModels } from '../pricing'
import { namesModel, upstreamModelOf } from '../scheduling'
import type { UpstreamAccountConfig } from '../upstream-accounts'
import { openPool } from './plan-call'

export type CallableModel = { id: string; price: PriceVersion; ownedBy: string }

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

/** What a key may call on its pool's enabled accounts, by name. */
export async function callableModels(access: Pick<KeyAccess, 'poolId' | 'allowedModels'>): Promise<CallableModel[]> {
  const pool = await openPool(access.poolId)
  const priced = pricedModels(Date.now())
  const found = new Map<string, CallableModel>()
  for (const account of pool.accounts) {
    for (const id of namesOf(account, priced)) {
      const price = priced.get(upstreamModelOf(account, id) ?? id)
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

function geminiModel({ id, price }: CallableModel): Record<string, unknown> {
  return {
    name: `models/${id}`,
    displayName: id,
    inputTokenLimit: price.contextTokens ?? undefined,
    outputTokenLimit: price.maxOutputTokens ?? undefined,
    supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
  }
}

/** Whose shape a list of models is answered in. */
export type ModelShape = 'openai' | 'anthropic' | 'gemini'
const shapes = { openai: openaiModel, anthropic: anthropicModel, gemini: geminiModel }

/** The models a key may call on its pool's enabled accounts; a cooldown doesn't hide one. */
export async function modelsOf(access: KeyAccess, shape: ModelShape): Promise<Record<string, unknown>> {
  const models = await callableModels(access)
  const data = models.map(shapes[shape])
  if (shape === 'openai') return { object: 'list', data }
  if (shape === 'gemini') return { models: data }
  return { data, has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null }
}

/** One such model, or null. */
export async function modelObject(
  access: KeyAccess,
  id: string,
  shape: ModelShape,
): Promise<Record<string, unknown> | null> {
  const model = (await callableModels(access)).find((candidate) => candidate.id === id)
  return model ? shapes[shape](model) : null
}
