import type { AppError } from '../errors'
import type { Exchange } from './exchange'
import { type Protocol, protocolNamed, type RenderedError } from './protocols'

/** The protocol whose error shape a URL's callers understand; OpenAI's where none is told. */
export function protocolOfPath(path: string, exchange: Exchange): Protocol['name'] {
  if (path.startsWith('/v1/messages') || exchange.header('anthropic-version') !== null) return 'anthropic-messages'
  if (path.startsWith('/v1beta/') || (path.startsWith('/v1/models/') && path.includes(':'))) return 'gemini'
  return path.startsWith('/v1/responses') ? 'openai-responses' : 'openai-chat'
}

/** An error in the shape of a protocol. */
export function renderFor(name: Protocol['name'], error: AppError, requestId: string): RenderedError {
  return protocolNamed(name).renderError(error, requestId)
}
