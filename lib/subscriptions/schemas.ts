import { z } from 'zod'
import { futureTimeField } from '../http/fields'

/** What an admin says to give a customer a plan; without `periodEnd` it renews by itself until it is cancelled. */
export const grantSubscriptionInput = z.strictObject({
  planId: z.string().max(40),
  periodEnd: futureTimeField.optional(),
  cancelAtPeriodEnd: z.boolean().optional(),
})
export type GrantSubscriptionInput = z.infer<typeof grantSubscriptionInput> & {
  /** Set by the billing flow. */
  stripeSubscriptionId?: string
  periodStart?: Date
  /** What week and month windows count from, when the first period seen is not the first there was. */
  startedAt?: Date
}

export const subscriptionView = z.object({
  id: z.string(),
  userId: z.string(),
  planId: z.string(),
  planName: z.string(),
  status: z.enum(['active', 'past_due', 'cancelled', 'ended']),
  startedAt: z.iso.datetime(),
  periodStart: z.iso.datetime(),
  periodEnd: z.iso.datetime(),
  cancelAtPeriodEnd: z.boolean(),
  /** The plan that the next paid period brings, when it is another one. */
  nextPlanId: z.string().nullable(),
  stripeSubscriptionId: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type SubscriptionView = z.infer<typeof subscriptionView>
