import { z } from 'zod'
import { defineRoute, deletedAnswer, pageOf, pageQuery, pathIds } from '../http'
import {
  accountTestView,
  bulkUpdateInput,
  bulkUpdateView,
  clearAccountCooldown,
  createUpstreamAccount,
  createUpstreamAccountInput,
  deleteUpstreamAccount,
  getLiveUpstreamAccount,
  listUpstreamAccounts,
  listUpstreamModels,
  liveUpstreamAccountView,
  testUpstreamAccount,
  testUpstreamAccountInput,
  updateUpstreamAccount,
  updateUpstreamAccountInput,
  updateUpstreamAccounts,
  upstreamAccountView,
} from '../upstream-accounts'

const upstreamAccountsCommon = { path: '/api/admin/v1/upstream-accounts', tag: 'Upstream accounts' }

/** /api/admin/v1/upstream-accounts */
export const upstreamAccounts = {
  GET: defineRoute({
    ...upstreamAccountsCommon,
    method: 'GET',
    summary: 'List upstream accounts',
    scope: 'accounts:read',
    query: pageQuery.extend({ poolId: z.string().max(64).optional() }),
    answer: pageOf(upstreamAccountView),
    handler: async ({ query }) => await listUpstreamAccounts(query),
  }),
  POST: defineRoute({
    ...upstreamAccountsCommon,
    method: 'POST',
    summary: 'Add an upstream account',
    scope: 'accounts:write',
    body: createUpstreamAccountInput,
    answer: upstreamAccountView,
    status: 201,
    handler: async ({ ctx, body }) => await createUpstreamAccount(ctx, body),
  }),
}

const upstreamAccountCommon = {
  path: '/api/admin/v1/upstream-accounts/{accountId}',
  tag: 'Upstream accounts',
  params: pathIds('accountId'),
}

/** /api/admin/v1/upstream-accounts/{accountId} */
export const upstreamAccount = {
  GET: defineRoute({
    ...upstreamAccountCommon,
    method: 'GET',
    summary: 'Read an upstream account with its load and cooldown of this moment',
    scope: 'accounts:read',
    answer: liveUpstreamAccountView,
    handler: async ({ params }) => await getLiveUpstreamAccount(params.accountId),
  }),
  PATCH: defineRoute({
    ...upstreamAccountCommon,
    method: 'PATCH',
    summary: 'Change an upstream account',
    scope: 'accounts:write',
    body: updateUpstreamAccountInput,
    answer: upstreamAccountView,
    handler: async ({ ctx, params, body }) => await updateUpstreamAccount(ctx, params.accountId, body),
  }),
  DELETE: defineRoute({
    ...upstreamAccountCommon,
    method: 'DELETE',
    summary: 'Remove an upstream account and its credential',
    scope: 'accounts:write',
    answer: deletedAnswer,
    handler: async ({ ctx, params }) => {
      const { id } = await deleteUpstreamAccount(ctx, params.accountId)
      return { id, deleted: true as const }
    },
  }),
}

/** /api/admin/v1/upstream-accounts/{accountId}/clear-cooldown */
export const upstreamAccountClearCooldown = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/upstream-accounts/{accountId}/clear-cooldown',
    tag: 'Upstream accounts',
    summary: 'End an account’s cooldowns, breaker and error now',
    scope: 'accounts:write',
    params: pathIds('accountId'),
    answer: liveUpstreamAccountView,
    handler: async ({ ctx, params }) => await clearAccountCooldown(ctx, params.accountId),
  }),
}

/** /api/admin/v1/upstream-accounts/{accountId}/test */
export const upstreamAccountTest = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/upstream-accounts/{accountId}/test',
    tag: 'Upstream accounts',
    summary: 'Send an account a tiny prompt',
    scope: 'accounts:write',
    params: pathIds('accountId'),
    body: testUpstreamAccountInput,
    answer: accountTestView,
    handler: async ({ ctx, params, body }) => await testUpstreamAccount(ctx, params.accountId, body),
  }),
}

/** /api/admin/v1/upstream-accounts/{accountId}/models */
export const upstreamAccountModels = {
  GET: defineRoute({
    method: 'GET',
    path: '/api/admin/v1/upstream-accounts/{accountId}/models',
    tag: 'Upstream accounts',
    summary: 'Ask an account’s upstream which models it lists',
    scope: 'accounts:write',
    params: pathIds('accountId'),
    answer: z.object({ models: z.array(z.string()) }),
    handler: async ({ ctx, params }) => await listUpstreamModels(ctx, params.accountId),
  }),
}

/** /api/admin/v1/upstream-accounts/bulk */
export const upstreamAccountBulk = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/upstream-accounts/bulk',
    tag: 'Upstream accounts',
    summary: 'Make one change to many upstream accounts',
    scope: 'accounts:write',
    body: bulkUpdateInput,
    answer: bulkUpdateView,
    handler: async ({ ctx, body }) => await updateUpstreamAccounts(ctx, body),
  }),
}
