import { z } from 'zod'
import { countField, textField } from '../http/fields'

const maxTokens = 100_000_000

export const callProtocols = [
  'openai-responses',
  'openai-chat',
  'openai-embeddings',
  'anthropic-messages',
  'gemini',
] as const

/** A call as it could come: what isn't said is that of a small streamed text call. */
export const explainRouteInput = z.strictObject({
  keyId: textField(),
  model: textField(),
  /** Absent: the first that an account of the pool serves the model over. */
  protocol: z.enum(callProtocols).optional(),
  /** As a client sends it in `session-id`. */
  sessionId: textField(512).optional(),
  inputTokens: countField(0, maxTokens).default(1_000),
  maxOutputTokens: countField(1, maxTokens).default(1_000),
  stream: z.boolean().default(true),
})
export type ExplainRouteInput = z.infer<typeof explainRouteInput>

const exclusion = z.enum([
  // By how the account is set up.
  'disabled',
  'draining',
  'error',
  'expired',
  'credential',
  'protocol',
  'api',
  'model',
  'price',
  // By its state at this moment.
  'cooldown',
  'breaker_open',
  'model_cooldown',
  'full',
])
export type RouteExclusion = z.infer<typeof exclusion>

const explainedAccount = z.object({
  accountId: z.string(),
  name: z.string(),
  /** What the account would be asked for; null when it doesn't serve the model. */
  upstreamModel: z.string().nullable(),
  priority: z.number().int(),
  /** 0 = unlimited. */
  concurrencyLimit: z.number().int(),
  running: z.number().int(),
  waiting: z.number().int(),
  loadRate: z.number().nullable(),
  /** Among equals the one picked least recently comes first; null: not within the last hour. */
  lastPickedAt: z.iso.datetime().nullable(),
  /** Null: it could be picked now. */
  excluded: exclusion.nullable(),
  reason: z.string().nullable(),
  until: z.iso.datetime().nullable(),
})
export type ExplainedAccountView = z.infer<typeof explainedAccount>

export const routeExplanationView = z.object({
  keyId: z.string(),
  userId: z.string(),
  poolId: z.string(),
  model: z.string(),
  protocol: z.enum(callProtocols),
  outcome: z.enum(['served', 'waits', 'refused']),
  /** The error code that the caller would get; money and rate limits are not looked at. */
  refusedBy: z.string().nullable(),
  /** Who would serve the call; null when it waits or is refused. */
  wouldPick: z.string().nullable(),
  /** The account that the session is bound to. */
  stickyAccountId: z.string().nullable(),
  /** Calls that wait in the pool now, and how many may. */
  queue: z.object({ waiting: z.number().int(), maxWaiting: z.number().int() }),
  /** In the order in which they would be tried; who can't serve now comes last. */
  accounts: z.array(explainedAccount),
  /** Set aside before the call goes upstream; null when no account could serve it. */
  hold: z
    .object({
      amountNanoUsd: z.string(),
      rateMultiplier: z.string(),
      inputTokens: z.number().int(),
      maxOutputTokens: z.number().int(),
    })
    .nullable(),
})
export type RouteExplanationView = z.infer<typeof routeExplanationView>
