import type { IncomingMessage, ServerResponse } from 'node:http'
import { countMessageTokens, createMessage } from './anthropic'
import { control } from './control'
import { createEmbeddings } from './embeddings'
import { type Dialect, RequestRefused, refuse } from './errors'
import { credentialOf, Exchange } from './exchange'
import { countGeminiTokens, generateContent, getGeminiModel, listGeminiModels, streamGenerateContent } from './gemini'
import { getModel, listModels } from './models'
import { createChatCompletion } from './openai-chat'
import {
  cancelResponse,
  compactResponse,
  countInputTokens,
  createResponse,
  deleteResponse,
  getResponse,
  listInputItems,
} from './openai-responses'
import { bodyBytesMax, readBody } from './read-body'
import type { SimulatorState } from './state'

type Handler = (exchange: Exchange, id: string) => void

interface Route {
  readonly method: string
  readonly path: RegExp
  /** Only for callers who speak like this; the path or a header tells. */
  readonly dialect: Dialect | 'any'
  readonly handle: Handler
}

const routes: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/responses$/, dialect: 'openai', handle: createResponse },
  { method: 'POST', path: /^\/v1\/responses\/input_tokens$/, dialect: 'openai', handle: countInputTokens },
  { method: 'POST', path: /^\/v1\/responses\/compact$/, dialect: 'openai', handle: compactResponse },
  { method: 'GET', path: /^\/v1\/responses\/([^/]+)$/, dialect: 'openai', handle: getResponse },
  { method: 'DELETE', path: /^\/v1\/responses\/([^/]+)$/, dialect: 'openai', handle: deleteResponse },
  { method: 'POST', path: /^\/v1\/responses\/([^/]+)\/cancel$/, dialect: 'openai', handle: cancelResponse },
  { method: 'GET', path: /^\/v1\/responses\/([^/]+)\/input_items$/, dialect: 'openai', handle: listInputItems },
  { method: 'POST', path: /^\/v1\/chat\/completions$/, dialect: 'openai', handle: createChatCompletion },
  { method: 'POST', path: /^\/v1\/embeddings$/, dialect: 'openai', handle: createEmbeddings },
  { method: 'POST', path: /^\/v1\/messages$/, dialect: 'anthropic', handle: createMessage },
  { method: 'POST', path: /^\/v1\/messages\/count_tokens$/, dialect: 'anthropic', handle: countMessageTokens },
  {
    method: 'POST',
    path: /^\/v1(?:beta)?\/models\/([^/]+):generateContent$/,
    dialect: 'gemini',
    handle: generateContent,
  },
  {
    method: 'POST',
    path: /^\/v1(?:beta)?\/models\/([^/]+):streamGenerateContent$/,
    dialect: 'gemini',
    handle: streamGenerateContent,
  },
  {
    method: 'POST',
    path: /^\/v1(?:beta)?\/models\/([^/]+):countTokens$/,
    dialect: 'gemini',
    handle: countGeminiTokens,
  },
  { method: 'GET', path: /^\/v1(?:beta)?\/models$/, dialect: 'gemini', handle: listGeminiModels },
  { method: 'GET', path: /^\/v1(?:beta)?\/models\/([^/]+)$/, dialect: 'gemini', handle: getGeminiModel },
  { method: 'GET', path: /^\/v1\/models$/, dialect: 'any', handle: listModels },
  { method: 'GET', path: /^\/v1\/models\/([^/]+)$/, dialect: 'any', handle: getModel },
]

function dialectOf(req: IncomingMessage, path: string): Dialect {
  if (path.startsWith('/v1/messages')) return 'anthropic'
  if (path.startsWith('/v1beta/')) return 'gemini'
  if (!path.startsWith('/v1/models')) return 'openai'
  if (path.includes(':') || req.headers['x-goog-api-key'] !== undefined) return 'gemini'
  return req.headers['anthropic-version'] === undefined ? 'openai' : 'anthropic'
}

/** Answers one request; never throws. */
export async function route(state: SimulatorState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = req.url ?? '/'
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
  if (path.startsWith('/_sim/')) return control(state, req, res, path, query)
  if (path === '/' && (req.method === 'HEAD' || req.method === 'GET')) {
    res.end()
    return
  }
  const exchange = new Exchange(state, req, res, path, query)
  exchange.dialect = dialectOf(req, path)
  const body = await readBody(req)
  if (body === null) {
    if (!res.destroyed)
      exchange.fail({ status: 413, message: `The body is larger than ${bodyBytesMax} bytes.` }, { connection: 'close' })
    exchange.close('aborted')
    return
  }
  exchange.body = body
  handle(exchange)
  remember(exchange)
}

function handle(exchange: Exchange): void {
  try {
    dispatch(exchange)
  } catch (error) {
    if (error instanceof RequestRefused) exchange.fail(error.error)
    else failUnexpectedly(exchange, error)
  }
  // Handlers that don't stream are done by now; the others close their exchange themselves.
  if (exchange.res.writableEnded) exchange.close('complete')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return refuse(400, 'The path is not well encoded.')
  }
}

function dispatch(exchange: Exchange): void {
  exchange.apiKey = credentialOf(exchange.req, exchange.query)
  if (exchange.apiKey === null) {
    refuse(401, "You didn't provide an API key. You need to provide your API key in an Authorization header.")
  }
  let pathKnown = false
  for (const candidate of routes) {
    const found = candidate.path.exec(exchange.path)
    if (!found || (candidate.dialect !== 'any' && candidate.dialect !== exchange.dialect)) continue
    pathKnown = true
    if (candidate.method !== exchange.req.method) continue
    candidate.handle(exchange, decoded(found[1] ?? ''))
    return
  }
  if (pathKnown) refuse(405, `Not allowed to ${exchange.req.method} ${exchange.path}.`)
  refuse(404, `Invalid URL (${exchange.req.method} ${exchange.path})`)
}

function failUnexpectedly(exchange: Exchange, error: unknown): void {
  console.error('simulator: unexpected', error)
  if (exchange.res.headersSent) exchange.res.destroy()
  else exchange.fail({ status: 500, message: 'The simulator failed; see its output.' })
}

function remember(exchange: Exchange): void {
  exchange.state.last.add({
    id: exchange.id,
    tag: exchange.tag,
    method: exchange.req.method ?? '',
    path: exchange.req.url ?? '',
    headers: exchange.req.headers,
    rawHeaders: exchange.req.rawHeaders,
    body: exchange.body,
  })
}
