'use server'

import { z } from 'zod'
import { customerAction } from '@/lib/auth'
import {
  autoTopUpInput,
  cancelPlan,
  openPortal,
  planChoiceInput,
  resumePlan,
  saveAutoTopUp,
  startSubscriptionCheckout,
  startTopUpCheckout,
  switchPlan,
  topUpInput,
} from '@/lib/billing'
import { redeemCode } from '@/lib/redeem-codes'

const subscription = z.strictObject({ subscriptionId: z.string().max(60) })

export const buyCreditAction = customerAction(
  topUpInput,
  async ({ ctx, user }, input) => await startTopUpCheckout(ctx, user.id, input),
)

export const subscribeAction = customerAction(
  planChoiceInput,
  async ({ ctx, user }, { planId }) => await startSubscriptionCheckout(ctx, user.id, planId),
)

export const switchPlanAction = customerAction(
  subscription.extend(planChoiceInput.shape),
  async ({ ctx }, { subscriptionId, planId }) => await switchPlan(ctx, subscriptionId, planId),
)

export const cancelPlanAction = customerAction(
  subscription,
  async ({ ctx }, { subscriptionId }) => await cancelPlan(ctx, subscriptionId),
)

export const resumePlanAction = customerAction(
  subscription,
  async ({ ctx }, { subscriptionId }) => await resumePlan(ctx, subscriptionId),
)

export const openPortalAction = customerAction(z.strictObject({}), async ({ user }) => await openPortal(user.id))

export const saveAutoTopUpAction = customerAction(autoTopUpInput, async ({ ctx, user }, input) => {
  await saveAutoTopUp(ctx, user.id, input)
})

export const redeemAction = customerAction(
  z.strictObject({ code: z.string().trim().min(1).max(100) }),
  async ({ ctx, user }, { code }) => await redeemCode(ctx, user.id, code),
)
