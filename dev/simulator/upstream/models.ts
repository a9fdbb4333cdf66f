import type Anthropic from '@anthropic-ai/sdk'
import type { OpenAI } from 'openai'
import { refuse } from './errors'
import type { Exchange } from './exchange'

const created = 1_760_000_000

/** Names the lists show; any other name is served as well, but `sim-unknown*`. */
export const modelIds = [
  'gpt-5.5',
  'gpt-5.4',
  'gpt-5.4-mini',
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
  'claude-opus-5',
  'claude-sonnet-5',
  'claude-sonnet-4-6',
  'claude-haiku-4-5',
  'gemini-3.8-flash',
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

type WireModel = Pick<Anthropic.ModelInfo, 'id' | 'type' | 'display_name' | 'created_at'>

function anthropicModel(id: string): WireModel {
  return { type: 'model', id, display_name: id, created_at: new Date(created * 1000).toISOString() }
}

/** GET /v1/models in OpenAI's shape, or in Anthropic's for those who send its version header. */
export function listModels(exchange: Exchange): void {
  if (exchange.dialect === 'anthropic') {
    const data = modelIds.map(anthropicModel)
    exchange.json(200, { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null })
    return
  }
  exchange.json(200, { object: 'list', data: modelIds.map(openaiModel) })
}

/** GET /v1/models/{id}. */
export function getModel(exchange: Exchange, id: string): void {
  if (id.startsWith('sim-unknown')) {
    refuse(404, `The model '${id}' does not exist`, 'model_not_found', 'model')
  }
  if (exchange.dialect === 'anthropic') {
    exchange.json(200, anthropicModel(id))
    return
  }
  exchange.json(200, openaiModel(id))
}
