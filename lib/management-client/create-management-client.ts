import { ManagementError } from './management-error'
import type { AnswerOf, InputOf, ListName, ManagementClient, OperationName, RowOf } from './types'

const timeoutMs = 60_000
const base = '/api/admin/v1'
const pageSize = 200

type AnyParts = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }

function pathOf(route: string, params: Record<string, string> = {}): string {
  return route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

function queryOf(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return search === '' ? '' : `?${search}`
}

/**
 * A client of the management API, typed by its own OpenAPI document: names, parameters, bodies and answers. Needs
 * nothing of this installation but its address and a token.
 */
export function createManagementClient(address: string, token: string): ManagementClient {
  async function call<N extends OperationName>(
    name: N,
    input: InputOf<N>,
    options: { idempotencyKey?: string } = {},
  ): Promise<AnswerOf<N>> {
    const [method = 'GET', route = ''] = name.split(' ')
    // Which parts there are is what the types of `input` say; here only their presence counts.
    const { params, query, body } = input as AnyParts
    const url = new URL(`${base}${pathOf(route, params)}${queryOf(query)}`, address)
    let response: Response
    try {
      response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
      throw new ManagementError(0, null, `${url.origin} can’t be reached: ${cause}`)
    }
    const text = await response.text()
    const answer: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null
    if (!response.ok) throw new ManagementError(response.status, answer, `${url.origin} answered ${response.status}.`)
    return answer as AnswerOf<N>
  }

  async function* rows<N extends ListName>(name: N, input: InputOf<N>): AsyncGenerator<RowOf<N>> {
    const { query, ...rest } = input as AnyParts
    let cursor: string | null = null
    do {
      const page = { ...rest, query: { limit: pageSize, ...query, ...(cursor === null ? {} : { cursor }) } }
      const answer = (await call(name, page as InputOf<N>)) as { data: RowOf<N>[]; nextCursor: string | null }
      yield* answer.data
      cursor = answer.nextCursor
    } while (cursor !== null)
  }

  return { call, rows }
}
