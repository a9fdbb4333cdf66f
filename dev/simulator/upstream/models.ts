import type { OpenAI } from 'openai'
import { refuse } from './errors'
import type { Exchange } from './exchange'

const created = 1_760_000_000

/** Names the lists show; any other name is served as well, but `sim-unknown*`. */
export const modelIds = [
  'gpt-5',
  'gpt-5-mini',
  'gpt-5-nano',
  'gpt-4.1',
  'gpt-4.1-mini',
  'gpt-4o',
  'gpt-4o-mini',
  'o4-mini',
  'text-embedding-3-small',
  'text-embedding-3-large',
  'claude-opus-4-1',
  'claude-sonnet-4-5',
  'claude-haiku-4-5',
  'gemini-2.5-pro',
  'gemini-2.5-flash',
  'gemini-2.5-flash-lite',
  'sim-fast',
  'sim-long',
  'sim-tools',
  'sim-reasoning',
] as const

function openaiModel(id: string): OpenAI.Models.Model {
  return { id, object: 'model', created, owned_by: 'simulator' }
}

/** GET /v1/models in OpenAI's shape. */
export function listModels(exchange: Exchange): void {
  exchange.json(200, { object: 'list', data: modelIds.map(openaiModel) })
}

/** GET /v1/models/{id} in OpenAI's shape. */
export function getModel(exchange: Exchange, id: string): void {
  if (id.startsWith('sim-unknown')) {
    refuse(404, `The model '${id}' does not exist`, 'model_not_found', 'model')
  }
  exchange.json(200, openaiModel(id))
}
