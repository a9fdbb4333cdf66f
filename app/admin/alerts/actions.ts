'use server'

import { z } from 'zod'
import {
  createAlertRule,
  createAlertSilence,
  deleteAlertRule,
  endAlertSilence,
  previewAlert,
  testAlertRule,
  updateAlertEvent,
  updateAlertRule,
} from '@/lib/alerts'
import {
  createAlertRuleInput,
  createAlertSilenceInput,
  previewAlertInput,
  updateAlertEventInput,
  updateAlertRuleInput,
} from '@/lib/alerts/schemas'
import { adminAction } from '@/lib/auth'

const idField = z.string().max(64)
const idOnly = z.strictObject({ id: idField })

export const createRule = adminAction(
  'admin',
  createAlertRuleInput,
  async ({ ctx }, input) => await createAlertRule(ctx, input),
)

export const updateRule = adminAction(
  'admin',
  updateAlertRuleInput.extend({ id: idField }),
  async ({ ctx }, { id, ...input }) => await updateAlertRule(ctx, id, input),
)

export const deleteRule = adminAction('admin', idOnly, async ({ ctx }, { id }) => await deleteAlertRule(ctx, id))

export const testRule = adminAction('admin', idOnly, async ({ ctx }, { id }) => await testAlertRule(ctx, id))

export const previewMetric = adminAction('viewer', previewAlertInput, async (_, input) => await previewAlert(input))

export const changeIncident = adminAction(
  'admin',
  updateAlertEventInput.extend({ id: idField }),
  async ({ ctx }, { id, ...input }) => await updateAlertEvent(ctx, id, input),
)

export const silence = adminAction(
  'admin',
  createAlertSilenceInput,
  async ({ ctx }, input) => await createAlertSilence(ctx, input),
)

export const endSilence = adminAction('admin', idOnly, async ({ ctx }, { id }) => await endAlertSilence(ctx, id))
