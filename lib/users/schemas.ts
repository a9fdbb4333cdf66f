import { z } from 'zod'
import {
  countField,
  emailField,
  multiplierField,
  nanoUsdField,
  pageFields,
  passwordField,
  periodField,
  personNameField,
  textField,
} from '../http/fields'
import { nanoPerUsd } from '../money'

/** 100 million USD at once: a slip of the finger must not bring a balance near what a column can hold. */
const maxCreditNanoUsd = 100_000_000n * nanoPerUsd

const roles = ['customer', 'viewer', 'support', 'admin', 'owner'] as const
const maxPerMinute = 1_000_000_000

/** A time zone that this machine knows, by its IANA name. */
export const timezoneField = z
  .string()
  .max(64)
  .refine(isTimezone, { error: 'is not a time zone, such as Europe/Berlin' })

function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

const adminFields = {
  password: passwordField,
  role: z.enum(roles),
  status: z.enum(['active', 'suspended']),
  name: personNameField,
  timezone: timezoneField,
  concurrencyLimit: countField(0, 1_000_000),
  rateMultiplier: multiplierField.nullable(),
  requestsPerMinute: countField(1, maxPerMinute).nullable(),
  tokensPerMinute: countField(1, maxPerMinute).nullable(),
  budgetNanoUsd: nanoUsdField().nullable(),
  budgetPeriod: periodField.nullable(),
  adminNotes: z.string().max(10_000),
  emailVerified: z.boolean(),
}

export const createUserInput = z.strictObject(adminFields).partial().extend({ email: emailField })
export type CreateUserInput = z.infer<typeof createUserInput>

export const updateUserInput = z
  .strictObject(adminFields)
  .partial()
  .extend({ email: emailField.optional(), version: countField(1, 2_147_483_647).optional() })
export type UpdateUserInput = z.infer<typeof updateUserInput>

export const listUsersInput = z.strictObject({
  ...pageFields,
  search: textField().optional(),
  email: emailField.optional(),
  status: z.enum(['active', 'suspended', 'deleted']).optional(),
  role: z.enum(roles).optional(),
})
export type ListUsersInput = z.infer<typeof listUsersInput>

export const creditUserInput = z.strictObject({
  /** Negative = debit, at most balance − held. */
  amountNanoUsd: nanoUsdField(-maxCreditNanoUsd, maxCreditNanoUsd).refine((amount) => amount !== 0n, {
    error: 'must not be 0',
  }),
  reason: textField(500),
})
export type CreditUserInput = z.infer<typeof creditUserInput>

export const creditView = z.object({ transferId: z.string(), balanceNanoUsd: z.string() })

export const userView = z.object({
  id: z.string(),
  email: z.string(),
  emailVerifiedAt: z.iso.datetime().nullable(),
  name: z.string(),
  role: z.enum(roles),
  status: z.enum(['active', 'suspended', 'deleted']),
  timezone: z.string(),
  locale: z.string(),
  concurrencyLimit: z.number().int(),
  rateMultiplier: z.string().nullable(),
  requestsPerMinute: z.number().int().nullable(),
  tokensPerMinute: z.number().int().nullable(),
  budgetNanoUsd: z.string().nullable(),
  budgetPeriod: periodField.nullable(),
  twoFactor: z.boolean(),
  hasPassword: z.boolean(),
  adminNotes: z.string(),
  lossFlaggedAt: z.iso.datetime().nullable(),
  version: z.number().int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type UserView = z.infer<typeof userView>

/** A user with their money and what they are running now. */
export const liveUserView = userView.extend({
  balanceNanoUsd: z.string(),
  promoNanoUsd: z.string(),
  heldNanoUsd: z.string(),
  running: z.number().int(),
  waiting: z.number().int(),
})
export type LiveUserView = z.infer<typeof liveUserView>
