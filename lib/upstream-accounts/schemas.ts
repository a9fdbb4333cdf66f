import { z } from 'zod'
import { countField, modelListField, multiplierField, textField, timeField } from '../http/fields'
import { azureOptions } from './azure'

export const upstreamProtocolField = z.enum(['openai', 'anthropic', 'gemini'])
export type UpstreamProtocol = z.infer<typeof upstreamProtocolField>

const secretField = z.string().trim().min(1).max(8_192)
const urlField = z.string().trim().max(2_048)

/** A credential as an operator enters it; it is never shown again. */
export const credentialInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('api_key'), apiKey: secretField }),
  z.strictObject({
    kind: z.literal('oauth_client_credentials'),
    tokenUrl: urlField,
    clientId: secretField,
    clientSecret: secretField,
    scope: z.string().max(1_000).optional(),
  }),
  z.strictObject({
    kind: z.literal('oauth_refresh_token'),
    tokenUrl: urlField,
    clientId: secretField,
    clientSecret: secretField.optional(),
    refreshToken: secretField,
    scope: z.string().max(1_000).optional(),
  }),
])
export type CredentialInput = z.infer<typeof credentialInput>

const headerName = z
  .string()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: 'must be a header name in lower case' })
/** Or the mask that is shown in its place, which keeps what is stored. */
const headerValue = z.string().regex(/^(?:[\x20-\x7e]{0,2000}|•••• [0-9a-f]{6})$/, { error: 'must be printable ASCII' })
// These belong to the connection, the body or the credential: overriding one breaks calls or leaks.
const forbiddenHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'cookie',
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'accept-encoding',
  'content-type',
  'content-encoding',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
])

const fields = {
  name: textField(),
  apis: z.array(z.enum(['responses', 'chat', 'embeddings'])).max(3),
  baseUrl: urlField,
  /** Only of `openai` accounts; null = no Azure. */
  azure: azureOptions.nullable(),
  /** Called over HTTP/2: over https where the host offers it, over http:// without asking. */
  http2: z.boolean(),
  credential: credentialInput,
  concurrencyLimit: countField(0, 1_000_000),
  priority: countField(0, 1_000_000),
  models: modelListField,
  modelMap: z
    .record(textField(), textField())
    .refine((map) => Object.keys(map).length <= 500, { error: 'at most 500' }),
  headerOverrides: z
    .record(headerName, headerValue)
    .refine((map) => Object.keys(map).length <= 50, { error: 'at most 50' })
    .refine((map) => Object.keys(map).every((name) => !forbiddenHeaders.has(name)), {
      error: 'has a header that belongs to the connection or the credential',
    }),
  proxyUrl: z.string().trim().max(2_048).nullable(),
  enabled: z.boolean(),
  draining: z.boolean(),
  costMultiplier: multiplierField.nullable(),
  expiresAt: timeField.nullable(),
  poolIds: z.array(z.string().max(40)).max(200),
}

export const createUpstreamAccountInput = z.strictObject({
  ...fields,
  protocol: upstreamProtocolField,
  apis: fields.apis.optional(),
  azure: fields.azure.optional(),
  http2: fields.http2.optional(),
  concurrencyLimit: fields.concurrencyLimit.optional(),
  priority: fields.priority.optional(),
  models: fields.models.optional(),
  modelMap: fields.modelMap.optional(),
  headerOverrides: fields.headerOverrides.optional(),
  proxyUrl: fields.proxyUrl.optional(),
  enabled: fields.enabled.optional(),
  draining: fields.draining.optional(),
  costMultiplier: fields.costMultiplier.optional(),
  expiresAt: fields.expiresAt.optional(),
  poolIds: fields.poolIds.optional(),
  shard: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/)
    .optional(),
})
export type CreateUpstreamAccountInput = z.infer<typeof createUpstreamAccountInput>

export const updateUpstreamAccountInput = z
  .strictObject(fields)
  .partial()
  .extend({
    /** `active` forgets a status `error`. */
    status: z.literal('active').optional(),
    version: countField(1, 2_147_483_647).optional(),
  })
export type UpdateUpstreamAccountInput = z.infer<typeof updateUpstreamAccountInput>

/** An account as staff may see it: never the credential. */
export const upstreamAccountView = z.object({
  id: z.string(),
  name: z.string(),
  protocol: upstreamProtocolField,
  apis: z.array(z.string()),
  baseUrl: z.string(),
  azure: z.object({ apiVersion: z.string().nullable(), deploymentPaths: z.boolean() }).nullable(),
  http2: z.boolean(),
  credentialKind: z.enum(['api_key', 'oauth_client_credentials', 'oauth_refresh_token']),
  hasProxy: z.boolean(),
  concurrencyLimit: z.number().int(),
  priority: z.number().int(),
  models: z.array(z.string()),
  modelMap: z.record(z.string(), z.string()),
  /** Each value masked. */
  headerOverrides: z.record(z.string(), z.string()),
  enabled: z.boolean(),
  draining: z.boolean(),
  /** `disabled` when not enabled, `error` after refused credentials. */
  status: z.enum(['active', 'disabled', 'draining', 'error', 'expired']),
  statusReason: z.string().nullable(),
  statusSince: z.iso.datetime().nullable(),
  lastError: z.unknown().nullable(),
  costMultiplier: z.string().nullable(),
  shard: z.string(),
  expiresAt: z.iso.datetime().nullable(),
  poolIds: z.array(z.string()),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type UpstreamAccountView = z.infer<typeof upstreamAccountView>

/** An account with what the slot store knows of it now. */
export const liveUpstreamAccountView = upstreamAccountView.extend({
  running: z.number().int(),
  waiting: z.number().int(),
  loadRate: z.number().nullable(),
  state: z.enum(['ready', 'cooldown', 'breaker_open', 'probing']),
  cooldownUntil: z.iso.datetime().nullable(),
  cooldownReason: z.string().nullable(),
  modelCooldowns: z.array(z.object({ model: z.string(), until: z.iso.datetime(), reason: z.string() })),
})
export type LiveUpstreamAccountView = z.infer<typeof liveUpstreamAccountView>
