'use server'

import { adminAction } from '@/lib/auth'
import { createPlan, createPlanInput, updatePlan, updatePlanInput } from '@/lib/plans'
import { idField } from '../_components/id-fields'

export const addPlan = adminAction('admin', createPlanInput, async ({ ctx }, input) => await createPlan(ctx, input))

export const changePlan = adminAction(
  'admin',
  updatePlanInput.extend({ id: idField }),
  async ({ ctx }, { id, ...input }) => await updatePlan(ctx, id, input),
)
