'use server'

import { z } from 'zod'
import { setUserPools } from '@/lib/account-pools'
import { adminAction } from '@/lib/auth'
import { cancelPlan, resumePlan } from '@/lib/billing'
import { grantSubscription, grantSubscriptionInput } from '@/lib/subscriptions'
import { idField, onlyId } from '../_components/id-fields'

const maxPools = 2_000
const pools = z.array(idField).max(maxPools)

export const givePlan = adminAction(
  'admin',
  grantSubscriptionInput.extend({ userId: idField }),
  async ({ ctx }, { userId, ...input }) => await grantSubscription(ctx, userId, input),
)

export const endPlan = adminAction(
  'admin',
  onlyId.extend({ immediately: z.boolean() }),
  async ({ ctx }, { id, immediately }) => await cancelPlan(ctx, id, { immediately }),
)

export const resumeUserPlan = adminAction('admin', onlyId, async ({ ctx }, { id }) => await resumePlan(ctx, id))

export const setPools = adminAction(
  'admin',
  z.strictObject({ userId: idField, poolIds: pools, expected: pools }),
  async ({ ctx }, { userId, poolIds, expected }) => await setUserPools(ctx, userId, poolIds, expected),
)
