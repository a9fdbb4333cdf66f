import { expect } from 'vitest'
import { allRoutes } from '@/lib/management-api'

export const testToken = 'test-management-token-0123456789'

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> }
type CallOptions = { body?: unknown; token?: string | null; headers?: Record<string, string> }

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = value
    else if (part !== value) return null
  }
  return params
}

/** Calls a route of the management API as Next.js would: by method and path, with the path's segments still encoded. */
export async function callApi(method: string, pathAndQuery: string, options: CallOptions = {}): Promise<Answer> {
  const url = new URL(`/api/admin/v1${pathAndQuery}`, 'http://turnpike.test')
  const found = allRoutes
    .map((route) => ({ route, params: matchPath(route.description.path, url.pathname) }))
    .filter(({ route, params }) => params !== null && route.description.method === method)
    // A fixed segment is meant before a variable one, as in Next.js.
    .sort((a, b) => Object.keys(a.params ?? {}).length - Object.keys(b.params ?? {}).length)[0]
  if (!found) throw new Error(`no route for ${method} ${url.pathname}`)
  const token = options.token === undefined ? testToken : options.token
  const headers = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers }
  const request = new Request(url, {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const response = await found.route(request, { params: Promise.resolve(found.params ?? {}) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} }
}

/** The answer's body, after a look at its status. */
export async function expectStatus(status: number, call: Promise<Answer>): Promise<Record<string, unknown>> {
  const answer = await call
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  return answer.body
}

let counter = 0

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  counter += 1
  return `${prefix}-${process.pid}-${Date.now().toString(36)}-${counter}`
}

/** A user made through the API. */
export async function makeUser(fields: Record<string, unknown> = {}): Promise<string> {
  const body = await expectStatus(
    201,
    callApi('POST', '/users', { body: { email: `${uniqueName('u')}@example.com`, ...fields } }),
  )
  return String(body['id'])
}

/** A pool made through the API. */
export async function makePool(fields: Record<string, unknown> = {}): Promise<string> {
  const body = await expectStatus(
    201,
    callApi('POST', '/account-pools', { body: { name: uniqueName('pool'), ...fields } }),
  )
  return String(body['id'])
}

/** A key made through the API, with its secret. */
export async function makeKey(
  userId: string,
  poolId: string,
  fields: Record<string, unknown> = {},
): Promise<{ id: string; key: string }> {
  const call = callApi('POST', `/users/${userId}/api-keys`, { body: { name: uniqueName('key'), poolId, ...fields } })
  const body = await expectStatus(201, call)
  return { id: String(body['id']), key: String(body['key']) }
}
