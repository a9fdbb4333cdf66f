import { AppError } from '../errors'
import { createId } from '../ids'
import { authenticate } from './authenticate'
import type { Exchange } from './exchange'
import { type ModelShape, modelObject, modelsOf } from './list-models'
import { generationOf } from './lookup-generation'
import { usageOf } from './lookup-usage'
import { sendJson } from './ops'
import { decodedSegment, type PathFacts } from './protocols'

/** Answers that need a key but no upstream: models, usage, receipts. */
export async function handleLookup(
  exchange: Exchange,
  kind: 'list_models' | 'get_model' | 'usage' | 'generation',
  path: PathFacts,
): Promise<void> {
  const headers = { 'x-request-id': createId('request') }
  if (kind === 'usage') return sendJson(exchange, 200, await usageOf(exchange), headers)
  const isGemini = path.path.startsWith('/v1beta/')
  const access = await authenticate(exchange, isGemini)
  const shape: ModelShape = isGemini ? 'gemini' : exchange.header('anthropic-version') === null ? 'openai' : 'anthropic'
  switch (kind) {
    case 'list_models':
      return sendJson(exchange, 200, await modelsOf(access, shape), headers)
    case 'get_model': {
      const found = await modelObject(access, decodedSegment(path.params['model'] ?? ''), shape)
      if (!found)
        throw new AppError(
          'model_not_found',
          'That model does not exist here or this key can’t reach it. See GET /v1/models.',
          { details: { param: 'model' } },
        )
      return sendJson(exchange, 200, found, headers)
    }
    case 'generation':
      return sendJson(exchange, 200, await generationOf(access, path.params['requestId'] ?? ''), headers)
  }
}
