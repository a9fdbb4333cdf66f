import { defineRoute, pageOf, pathIds } from '../http'
import {
  createUser,
  createUserInput,
  creditUser,
  creditUserInput,
  creditView,
  getLiveUser,
  listUsers,
  listUsersInput,
  liveUserView,
  updateUser,
  updateUserInput,
  userView,
} from '../users'

const usersCommon = { path: '/api/admin/v1/users', tag: 'Users' }

/** /api/admin/v1/users */
export const users = {
  GET: defineRoute({
    ...usersCommon,
    method: 'GET',
    summary: 'List users',
    scope: 'users:read',
    query: listUsersInput,
    answer: pageOf(userView),
    handler: async ({ query }) => await listUsers(query),
  }),
  POST: defineRoute({
    ...usersCommon,
    method: 'POST',
    summary: 'Make a user',
    scope: 'users:write',
    body: createUserInput,
    answer: userView,
    status: 201,
    handler: async ({ ctx, body }) => await createUser(ctx, body),
  }),
}

const userCommon = { path: '/api/admin/v1/users/{userId}', tag: 'Users', params: pathIds('userId') }

/** /api/admin/v1/users/{userId} */
export const user = {
  GET: defineRoute({
    ...userCommon,
    method: 'GET',
    summary: 'Read a user with their balance and running calls',
    scope: 'users:read',
    answer: liveUserView,
    handler: async ({ ctx, params }) => await getLiveUser(ctx, params.userId),
  }),
  PATCH: defineRoute({
    ...userCommon,
    method: 'PATCH',
    summary: 'Change, suspend or activate a user',
    scope: 'users:write',
    body: updateUserInput,
    answer: userView,
    handler: async ({ ctx, params, body }) => await updateUser(ctx, params.userId, body),
  }),
}

/** /api/admin/v1/users/{userId}/credits */
export const userCredits = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/users/{userId}/credits',
    tag: 'Users',
    summary: 'Give credit, or take back at most balance − held',
    scope: 'credits:write',
    params: pathIds('userId'),
    body: creditUserInput,
    answer: creditView,
    status: 201,
    handler: async ({ ctx, params, body, idempotencyKey }) =>
      await creditUser(ctx, params.userId, body, idempotencyKey ?? undefined),
  }),
}
