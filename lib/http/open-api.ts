import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import type { RouteDescription } from './define-route'

const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fieldErrors: z.record(z.string(), z.string()).optional(),
    requestId: z.string(),
  }),
})

const json = (schema: z.ZodType) => ({ 'application/json': { schema } })

function operationId({ method, path }: RouteDescription): string {
  const words = path.replace('/api/admin/v1/', '').split(/[^A-Za-z0-9]+/)
  return [method.toLowerCase(), ...words].filter(Boolean).join('_')
}

function requestOf(route: RouteDescription): NonNullable<RouteConfig['request']> {
  return {
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { query: route.query } : {}),
    ...(route.body ? { body: { content: json(route.body), required: true } } : {}),
    ...(route.method === 'POST' ? { headers: z.object({ 'idempotency-key': z.string().max(255).optional() }) } : {}),
  }
}

function toConfig(route: RouteDescription): RouteConfig {
  const status = route.status ?? 200
  return {
    method: route.method.toLowerCase() as Lowercase<RouteDescription['method']>,
    path: route.path,
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    description: `Needs the scope \`${route.scope}\`.`,
    security: [{ managementToken: [] }],
    request: requestOf(route),
    responses: {
      [status]: { description: 'Done', ...(status === 204 ? {} : { content: json(route.answer) }) },
      default: { description: 'Refused or failed', content: json(errorAnswer) },
    },
  }
}

/** The OpenAPI 3.1 document of routes, from the very schemas that check their calls. */
export function buildOpenApi(routes: readonly RouteDescription[], serverUrl: string, version: string): object {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'managementToken', { type: 'http', scheme: 'bearer' })
  for (const route of routes) registry.registerPath(toConfig(route))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Turnpike management API',
      version,
      description: 'Everything an admin can do in the panel. Amounts are nano-USD as decimal strings, times ISO 8601.',
    },
    servers: [{ url: serverUrl }],
  })
}
