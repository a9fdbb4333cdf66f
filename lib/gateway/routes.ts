/** What a matched path is. */
export type Operation =
  /** Takes the whole path of gateway.md §4. */
  | {
      kind: 'generate'
      protocol: 'openai-responses' | 'openai-chat' | 'openai-embeddings' | 'anthropic-messages' | 'gemini'
      stream?: boolean
    }
  /** Reaches an upstream but is not billed: needs an entitled key, counts in the request window. */
  | { kind: 'unbilled'; protocol: 'openai-responses' | 'anthropic-messages' | 'gemini' }
  /** Answered from our own stores. */
  | { kind: 'lookup'; what: 'list_models' | 'get_model' | 'usage' | 'generation' }
  | { kind: 'ops'; part: 'health' | 'ready' | 'metrics' }

export type Route = { method: string; pattern: RegExp; operation: Operation; canonical: string }

export type RouteMatch =
  | { kind: 'match'; operation: Operation; path: string; params: Readonly<Record<string, string>> }
  | { kind: 'wrong_method'; path: string }
  | { kind: 'not_found'; path: string }

function route(method: string, path: string, operation: Operation): Route {
  const source = path
    .replace(/[.:]/g, (character) => (character === '.' ? '\\.' : ':'))
    .replace(/\{(\w+)\}/g, '(?<$1>[^/:]+)')
  return { method, pattern: new RegExp(`^${source}$`), operation, canonical: path }
}

/** The one table of gateway URLs; both doors use it. */
export const routes: readonly Route[] = [
  route('POST', '/v1/responses', { kind: 'generate', protocol: 'openai-responses' }),
  route('POST', '/v1/responses/(?<action>compact)', { kind: 'generate', protocol: 'openai-responses' }),
  route('POST', '/v1/responses/(?<action>input_tokens)', { kind: 'unbilled', protocol: 'openai-responses' }),
  route('GET', '/v1/responses/{id}', { kind: 'unbilled', protocol: 'openai-responses' }),
  route('DELETE', '/v1/responses/{id}', { kind: 'unbilled', protocol: 'openai-responses' }),
  route('POST', '/v1/responses/{id}/(?<action>cancel)', { kind: 'unbilled', protocol: 'openai-responses' }),
  route('GET', '/v1/responses/{id}/(?<action>input_items)', { kind: 'unbilled', protocol: 'openai-responses' }),
  route('POST', '/v1/chat/completions', { kind: 'generate', protocol: 'openai-chat' }),
  route('POST', '/v1/embeddings', { kind: 'generate', protocol: 'openai-embeddings' }),
  route('POST', '/v1/messages', { kind: 'generate', protocol: 'anthropic-messages' }),
  route('POST', '/v1/messages/count_tokens', { kind: 'unbilled', protocol: 'anthropic-messages' }),
  route('POST', '/v1(?:beta)?/models/(?<model>[^:]+):(?<action>generateContent|streamGenerateContent)', {
    kind: 'generate',
    protocol: 'gemini',
  }),
  route('POST', '/v1(?:beta)?/models/(?<model>[^:]+):(?<action>countTokens)', { kind: 'unbilled', protocol: 'gemini' }),
  route('GET', '/v1beta/models', { kind: 'lookup', what: 'list_models' }),
  route('GET', '/v1beta/models/(?<model>[^?]+)', { kind: 'lookup', what: 'get_model' }),
  route('GET', '/v1/models', { kind: 'lookup', what: 'list_models' }),
  route('GET', '/v1/models/(?<model>[^?]+)', { kind: 'lookup', what: 'get_model' }),
  route('GET', '/v1/usage', { kind: 'lookup', what: 'usage' }),
  route('GET', '/v1/generations/{requestId}', { kind: 'lookup', what: 'generation' }),
  route('GET', '/healthz', { kind: 'ops', part: 'health' }),
  route('GET', '/readyz', { kind: 'ops', part: 'ready' }),
  route('GET', '/metrics', { kind: 'ops', part: 'metrics' }),
]

const aliases: readonly [string, string][] = [
  ['/openai/v1/', '/v1/'],
  ['/anthropic/v1/', '/v1/'],
]

/** The path without its alias: `/responses`, `/openai/v1/responses` and `/v1/responses` are one. */
export function canonicalPath(path: string): string {
  const clean = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
  if (clean === '/responses' || clean.startsWith('/responses/') || clean === '/chat/completions') return `/v1${clean}`
  for (const [prefix, replacement] of aliases)
    if (clean.startsWith(prefix)) return replacement + clean.slice(prefix.length)
  return clean
}

/** Whether a URL belongs to the gateway at all, so that server.ts answers it without entering Next.js. */
export function isGatewayPath(path: string): boolean {
  const canonical = canonicalPath(path)
  return (
    canonical.startsWith('/v1/') ||
    canonical.startsWith('/v1beta/') ||
    canonical === '/v1' ||
    canonical === '/v1beta' ||
    canonical === '/healthz' ||
    canonical === '/readyz' ||
    canonical === '/metrics'
  )
}

const noParams = Object.freeze({})
/** Paths without parameters, which most calls have, by method: no pattern has to be tried. */
const literal = new Map<string, RouteMatch>(
  routes
    .filter(({ canonical }) => /^[\w/]+$/.test(canonical))
    .map(({ method, canonical: path, operation }) => [
      `${method} ${path}`,
      { kind: 'match', operation, path, params: noParams },
    ]),
)

/** Finds the operation of a request; a known path with another method is told apart from an unknown one. */
export function matchRoute(method: string, rawPath: string): RouteMatch {
  const path = canonicalPath(rawPath)
  const known = literal.get(`${method} ${path}`)
  if (known) return known
  const asked = method === 'HEAD' ? 'GET' : method
  let otherMethod = false
  for (const candidate of routes) {
    const match = candidate.pattern.exec(path)
    if (!match) continue
    if (candidate.method === asked)
      return { kind: 'match', operation: candidate.operation, path, params: { ...match.groups } }
    otherMethod = true
  }
  return otherMethod ? { kind: 'wrong_method', path } : { kind: 'not_found', path }
}
