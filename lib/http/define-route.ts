import type { z } from 'zod'
import { checkManagementToken, type TokenAccess } from '../auth/check-management-token'
import type { ManagementScope } from '../auth/scopes'
import type { ActorContext } from '../auth/types'
import { createId } from '../ids'
import { clientAddress } from './client-address'
import { errorResponse } from './error-response'
import { runOnce, type StoredAnswer } from './idempotency'
import { parseInput } from './parse-input'
import { parseJsonText, readTextBody } from './read-json-body'

type ObjectSchema = z.ZodObject
type Nothing = Record<string, never>
type OutputOf<S> = S extends z.ZodType ? z.output<S> : Nothing

export type RouteCall<P, Q, B> = {
  ctx: ActorContext
  params: OutputOf<P>
  query: OutputOf<Q>
  body: OutputOf<B>
  /** Makes a repeated change the same change; null when the caller sent none. */
  idempotencyKey: string | null
}

export type RouteDefinition<
  P extends ObjectSchema | undefined,
  Q extends ObjectSchema | undefined,
  B extends z.ZodType | undefined,
  A extends z.ZodType,
> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in OpenAPI: `/api/admin/v1/users/{userId}`. */
  path: string
  summary: string
  tag: string
  scope: ManagementScope
  params?: P
  query?: Q
  body?: B
  /** What the answer is reduced to: a column that isn't in it can't leave. */
  answer: A
  status?: 200 | 201 | 204
  /** Of the body; 1 MiB when absent. */
  maxBodyBytes?: number
  /** The field of the answer that is shown once. */
  secretField?: string
  /** What is kept of the answer for a repeated call, when the secrets lie deeper than one field. */
  withoutSecrets?: (answer: z.output<A>) => unknown
  handler: (call: RouteCall<P, Q, B>) => Promise<z.input<A>>
}

/** What the OpenAPI document and the tests see of a route. */
export type RouteDescription = Pick<
  RouteDefinition<ObjectSchema | undefined, ObjectSchema | undefined, z.ZodType | undefined, z.ZodType>,
  'method' | 'path' | 'summary' | 'tag' | 'scope' | 'params' | 'query' | 'body' | 'answer' | 'status' | 'secretField'
>

// The built server gives no parameters at all to a path without any.
type NextContext = { params: Promise<Record<string, string | string[] | undefined> | undefined> }
export type Route = ((request: Request, context: NextContext) => Promise<Response>) & { description: RouteDescription }

function toResponse(answer: StoredAnswer, requestId: string, replayed: boolean): Response {
  const headers = new Headers({ 'x-request-id': requestId, 'cache-control': 'no-store' })
  if (replayed) headers.set('idempotency-replayed', 'true')
  if (answer.status === 204) return new Response(null, { status: 204, headers })
  return Response.json(answer.body, { status: answer.status, headers })
}

function contextOf(request: Request, access: TokenAccess, requestId: string): ActorContext {
  const address = clientAddress((name) => request.headers.get(name), '')
  return { actor: { kind: 'token', ...access }, address, requestId }
}

// Names of models may hold characters that a path can't, such as a slash.
function decoded(params: Record<string, string | string[] | undefined>): Record<string, unknown> {
  const decode = (text: string) => (/%[0-9a-f]{2}/i.test(text) ? decodeURIComponent(text) : text)
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? decode(value) : value]),
  )
}

const read = <S extends z.ZodType | undefined>(schema: S | undefined, value: unknown): OutputOf<S> =>
  // A schema that isn't there reads to nothing; the conditional type says the same.
  (schema === undefined ? {} : parseInput(schema, value)) as OutputOf<S>

/**
 * A route of the management API from its declaration: token and scope, reading, idempotency, the error form and the
 * answer's form are the same for all; the handler is one call of a verb.
 */
export function defineRoute<
  P extends ObjectSchema | undefined = undefined,
  Q extends ObjectSchema | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType = z.ZodType,
>(definition: RouteDefinition<P, Q, B, A>): Route {
  const answerStatus = definition.status ?? 200

  function withoutSecrets(body: unknown): unknown {
    if (definition.withoutSecrets) return definition.withoutSecrets(definition.answer.parse(body))
    const { secretField } = definition
    return secretField === undefined ? body : { ...Object(body), [secretField]: null, alreadyShown: true }
  }

  async function answerTo(request: Request, context: NextContext, requestId: string): Promise<Response> {
    const access = await checkManagementToken(request.headers.get('authorization'), definition.scope)
    const bodyText = definition.method === 'GET' ? '' : await readTextBody(request, definition.maxBodyBytes)
    const key = definition.method === 'POST' ? request.headers.get('idempotency-key') : null
    const url = new URL(request.url)
    const call = {
      ctx: contextOf(request, access, requestId),
      params: read(definition.params, decoded((await context.params) ?? {})),
      query: read(definition.query, Object.fromEntries(url.searchParams)),
      body: read(definition.body, definition.body ? parseJsonText(bodyText) : {}),
      idempotencyKey: key,
    }
    const work = async () => ({
      status: answerStatus,
      body: answerStatus === 204 ? null : definition.answer.parse(await definition.handler(call)),
    })
    if (key === null) return toResponse(await work(), requestId, false)
    const route = `${definition.method} ${url.pathname}`
    const answer = await runOnce({ tokenId: access.tokenId, route, key }, bodyText, withoutSecrets, work)
    return toResponse(answer, requestId, answer.replayed)
  }

  const route = async (request: Request, context: NextContext) => {
    const requestId = createId('request')
    try {
      return await answerTo(request, context, requestId)
    } catch (error) {
      return errorResponse(error, requestId)
    }
  }
  return Object.assign(route, { description: definition })
}
