import { z } from 'zod'
import { countField, multiplierField, textField } from '../http/fields'
import { upstreamProtocolField } from '../upstream-accounts/schemas'

const maxInstructionsLength = 100_000
const idList = z.array(z.string().max(40)).max(2_000)

const fields = {
  name: textField(),
  description: z.string().max(2_000),
  /** What its accounts may speak; empty = anything. */
  protocols: z.array(upstreamProtocolField).max(3),
  rateMultiplier: multiplierField,
  visibility: z.enum(['public', 'plan', 'private']),
  status: z.enum(['open', 'closed']),
  instructionsPolicy: z.enum(['passthrough', 'default_if_missing', 'override']),
  instructions: z.string().max(maxInstructionsLength),
  disconnectPolicy: z.enum(['drain', 'cancel']),
  maxWaiting: countField(0, 1_000_000),
  idleTimeoutMs: countField(50, 3_600_000),
  accountIds: idList,
  /** Who may make keys on a private pool. */
  userIds: idList,
}

export const createAccountPoolInput = z
  .strictObject(fields)
  .partial()
  .extend({
    name: fields.name,
    shard: z
      .string()
      .regex(/^[a-z0-9-]{1,20}$/)
      .optional(),
  })
export type CreateAccountPoolInput = z.infer<typeof createAccountPoolInput>

export const updateAccountPoolInput = z
  .strictObject(fields)
  .partial()
  .extend({ version: countField(1, 2_147_483_647).optional() })
export type UpdateAccountPoolInput = z.infer<typeof updateAccountPoolInput>

export const accountPoolView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  protocols: z.array(z.string()),
  rateMultiplier: z.string(),
  visibility: fields.visibility,
  status: fields.status,
  instructionsPolicy: fields.instructionsPolicy,
  instructions: z.string(),
  disconnectPolicy: fields.disconnectPolicy,
  maxWaiting: z.number().int(),
  idleTimeoutMs: z.number().int(),
  accountIds: z.array(z.string()),
  userIds: z.array(z.string()),
  planIds: z.array(z.string()),
  shard: z.string(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type AccountPoolView = z.infer<typeof accountPoolView>

/** A pool as customers choose it for a key. */
export const usablePoolView = accountPoolView.pick({
  id: true,
  name: true,
  description: true,
  protocols: true,
  rateMultiplier: true,
  visibility: true,
})
export type UsablePoolView = z.infer<typeof usablePoolView>
