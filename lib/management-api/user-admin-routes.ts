import { z } from 'zod'
import { listUserPools, setUserPools } from '../account-pools'
import { defineRoute, pathIds } from '../http'
import { endAllSessions, getUser, resetTwoFactor } from '../users'

const maxPools = 2_000
const poolList = z.array(z.string().max(40)).max(maxPools)
const tag = 'Users'
const params = pathIds('userId')

/** /api/admin/v1/users/{userId}/reset-two-factor */
export const userResetTwoFactor = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/users/{userId}/reset-two-factor',
    tag,
    summary: 'Turn a person’s second factor off for them',
    scope: 'users:write',
    params,
    answer: z.object({ disabled: z.literal(true) }),
    handler: async ({ ctx, params: { userId } }) => await resetTwoFactor(ctx, userId),
  }),
}

/** /api/admin/v1/users/{userId}/sign-out */
export const userSignOut = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/users/{userId}/sign-out',
    tag,
    summary: 'Sign a person out everywhere',
    scope: 'users:write',
    params,
    answer: z.object({ ended: z.number().int() }),
    handler: async ({ ctx, params: { userId } }) => await endAllSessions(ctx, userId),
  }),
}

const userPoolsCommon = {
  path: '/api/admin/v1/users/{userId}/pools',
  tag,
  params,
  answer: z.object({ poolIds: z.array(z.string()) }),
}

/** /api/admin/v1/users/{userId}/pools */
export const userPools = {
  GET: defineRoute({
    ...userPoolsCommon,
    method: 'GET',
    summary: 'List the private pools that a person was let into',
    scope: 'users:read',
    handler: async ({ ctx, params: { userId } }) => {
      const { id } = await getUser(ctx, userId)
      return { poolIds: await listUserPools(id) }
    },
  }),
  PUT: defineRoute({
    ...userPoolsCommon,
    method: 'PUT',
    summary: 'Let a person into exactly these private pools',
    scope: 'users:write',
    /** `expected` = the pools it was when the change was made; others meanwhile are a conflict. */
    body: z.strictObject({ poolIds: poolList, expected: poolList.optional() }),
    handler: async ({ ctx, params: { userId }, body }) => {
      await setUserPools(ctx, userId, body.poolIds, body.expected)
      return { poolIds: await listUserPools(userId) }
    },
  }),
}
