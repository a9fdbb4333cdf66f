import { z } from 'zod'
import { cancelPlan, resumePlan } from '../billing'
import { defined } from '../db/defined'
import { defineRoute, pageOf, pageQuery, pathIds } from '../http'
import { createPlan, createPlanInput, getPlan, listPlans, planView, updatePlan, updatePlanInput } from '../plans'
import {
  getSubscription,
  grantSubscription,
  grantSubscriptionInput,
  listSubscriptions,
  subscriptionView,
} from '../subscriptions'

const plansCommon = { path: '/api/admin/v1/plans', tag: 'Plans' }

/** /api/admin/v1/plans */
export const plans = {
  GET: defineRoute({
    ...plansCommon,
    method: 'GET',
    summary: 'List plans',
    scope: 'plans:read',
    query: pageQuery,
    answer: pageOf(planView),
    handler: async ({ query }) => await listPlans(query),
  }),
  POST: defineRoute({
    ...plansCommon,
    method: 'POST',
    summary: 'Make a plan',
    scope: 'plans:write',
    body: createPlanInput,
    answer: planView,
    status: 201,
    handler: async ({ ctx, body }) => await createPlan(ctx, body),
  }),
}

const planCommon = { path: '/api/admin/v1/plans/{planId}', tag: 'Plans', params: pathIds('planId') }

/** /api/admin/v1/plans/{planId} */
export const plan = {
  GET: defineRoute({
    ...planCommon,
    method: 'GET',
    summary: 'Read a plan',
    scope: 'plans:read',
    answer: planView,
    handler: async ({ params }) => await getPlan(params.planId),
  }),
  PATCH: defineRoute({
    ...planCommon,
    method: 'PATCH',
    summary: 'Change a plan',
    scope: 'plans:write',
    body: updatePlanInput,
    answer: planView,
    handler: async ({ ctx, params, body }) => await updatePlan(ctx, params.planId, body),
  }),
}

const userSubscriptionsCommon = {
  path: '/api/admin/v1/users/{userId}/subscriptions',
  tag: 'Plans',
  params: pathIds('userId'),
}

/** /api/admin/v1/users/{userId}/subscriptions */
export const userSubscriptions = {
  GET: defineRoute({
    ...userSubscriptionsCommon,
    method: 'GET',
    summary: 'List a user’s subscriptions, newest first',
    scope: 'plans:read',
    query: pageQuery,
    answer: pageOf(subscriptionView),
    handler: async ({ params, query }) => await listSubscriptions(defined({ ...query, userId: params.userId })),
  }),
  POST: defineRoute({
    ...userSubscriptionsCommon,
    method: 'POST',
    summary: 'Give a user a plan',
    scope: 'plans:write',
    body: grantSubscriptionInput,
    answer: subscriptionView,
    status: 201,
    handler: async ({ ctx, params, body }) => await grantSubscription(ctx, params.userId, body),
  }),
}

/** /api/admin/v1/subscriptions/{subscriptionId}/cancel */
export const subscriptionCancel = {
  POST: defineRoute({
    path: '/api/admin/v1/subscriptions/{subscriptionId}/cancel',
    tag: 'Plans',
    method: 'POST',
    summary: 'Cancel a subscription, at its period’s end or immediately',
    scope: 'plans:write',
    params: pathIds('subscriptionId'),
    body: z.strictObject({ immediately: z.boolean().optional() }),
    answer: subscriptionView,
    handler: async ({ ctx, params, body }) => {
      await cancelPlan(ctx, params.subscriptionId, defined(body))
      return await getSubscription(params.subscriptionId)
    },
  }),
}

/** /api/admin/v1/subscriptions/{subscriptionId}/resume */
export const subscriptionResume = {
  POST: defineRoute({
    path: '/api/admin/v1/subscriptions/{subscriptionId}/resume',
    tag: 'Plans',
    method: 'POST',
    summary: 'Take a cancellation back while the period still runs',
    scope: 'plans:write',
    params: pathIds('subscriptionId'),
    answer: subscriptionView,
    handler: async ({ ctx, params }) => {
      await resumePlan(ctx, params.subscriptionId)
      return await getSubscription(params.subscriptionId)
    },
  }),
}
