'use server'

import { z } from 'zod'
import { adminAction } from '@/lib/auth'
import {
  bulkUpdateInput,
  clearAccountCooldown,
  createUpstreamAccount,
  createUpstreamAccountInput,
  deleteUpstreamAccount,
  listUpstreamModels,
  normaliseBaseUrl,
  updateUpstreamAccount,
  updateUpstreamAccountInput,
  updateUpstreamAccounts,
  upstreamProtocolField,
} from '@/lib/upstream-accounts'
import { idField, onlyId } from '../_components/id-fields'

export const createAccount = adminAction(
  'admin',
  createUpstreamAccountInput,
  async ({ ctx }, input) => await createUpstreamAccount(ctx, input),
)

export const updateAccount = adminAction(
  'admin',
  updateUpstreamAccountInput.extend({ id: idField }),
  async ({ ctx }, { id, ...input }) => await updateUpstreamAccount(ctx, id, input),
)

export const deleteAccount = adminAction(
  'admin',
  onlyId,
  async ({ ctx }, { id }) => await deleteUpstreamAccount(ctx, id),
)

export const clearCooldown = adminAction(
  'admin',
  onlyId,
  async ({ ctx }, { id }) => await clearAccountCooldown(ctx, id),
)

export const updateAccounts = adminAction(
  'admin',
  bulkUpdateInput,
  async ({ ctx }, input) => await updateUpstreamAccounts(ctx, input),
)

export const fetchModels = adminAction('admin', onlyId, async ({ ctx }, { id }) => await listUpstreamModels(ctx, id))

export const previewBaseUrl = adminAction(
  'viewer',
  z.strictObject({ protocol: upstreamProtocolField, baseUrl: z.string().max(2_048) }),
  async (_call, { protocol, baseUrl }) => normaliseBaseUrl(protocol, baseUrl),
)
