import {
  accountPoolView,
  createAccountPool,
  createAccountPoolInput,
  deleteAccountPool,
  getAccountPool,
  listAccountPools,
  updateAccountPool,
  updateAccountPoolInput,
} from '../account-pools'
import { defineRoute, deletedAnswer, pageOf, pageQuery, pathIds } from '../http'

const accountPoolsCommon = { path: '/api/admin/v1/account-pools', tag: 'Account pools' }

/** /api/admin/v1/account-pools */
export const accountPools = {
  GET: defineRoute({
    ...accountPoolsCommon,
    method: 'GET',
    summary: 'List account pools',
    scope: 'pools:read',
    query: pageQuery,
    answer: pageOf(accountPoolView),
    handler: async ({ query }) => await listAccountPools(query),
  }),
  POST: defineRoute({
    ...accountPoolsCommon,
    method: 'POST',
    summary: 'Make an account pool',
    scope: 'pools:write',
    body: createAccountPoolInput,
    answer: accountPoolView,
    status: 201,
    handler: async ({ ctx, body }) => await createAccountPool(ctx, body),
  }),
}

const accountPoolCommon = {
  path: '/api/admin/v1/account-pools/{poolId}',
  tag: 'Account pools',
  params: pathIds('poolId'),
}

/** /api/admin/v1/account-pools/{poolId} */
export const accountPool = {
  GET: defineRoute({
    ...accountPoolCommon,
    method: 'GET',
    summary: 'Read an account pool',
    scope: 'pools:read',
    answer: accountPoolView,
    handler: async ({ params }) => await getAccountPool(params.poolId),
  }),
  PATCH: defineRoute({
    ...accountPoolCommon,
    method: 'PATCH',
    summary: 'Change an account pool',
    scope: 'pools:write',
    body: updateAccountPoolInput,
    answer: accountPoolView,
    handler: async ({ ctx, params, body }) => await updateAccountPool(ctx, params.poolId, body),
  }),
  DELETE: defineRoute({
    ...accountPoolCommon,
    method: 'DELETE',
    summary: 'Remove an account pool without live keys',
    scope: 'pools:write',
    answer: deletedAnswer,
    handler: async ({ ctx, params }) => {
      const { id } = await deleteAccountPool(ctx, params.poolId)
      return { id, deleted: true as const }
    },
  }),
}
