import { z } from 'zod'
import {
  createAlertRule,
  createAlertSilence,
  deleteAlertRule,
  endAlertSilence,
  getAlertRule,
  listAlertEvents,
  listAlertRules,
  listAlertSilences,
  previewAlert,
  testAlertRule,
  updateAlertEvent,
  updateAlertRule,
} from '../alerts'
import {
  alertDeliveryView,
  alertEventQuery,
  alertEventView,
  alertPreview,
  alertRuleView,
  alertSilenceView,
  createAlertRuleInput,
  createAlertSilenceInput,
  previewAlertInput,
  updateAlertEventInput,
  updateAlertRuleInput,
} from '../alerts/schemas'
import { defineRoute, deletedAnswer, pageOf, pageQuery, pathIds } from '../http'

const tag = 'Alerts'
const read = { tag, scope: 'alerts:read' } as const
const write = { tag, scope: 'alerts:write' } as const
const rulesPath = '/api/admin/v1/alert-rules'
const rulePath = `${rulesPath}/{ruleId}`
const ofRule = { path: rulePath, params: pathIds('ruleId') }
const silencesPath = '/api/admin/v1/alert-silences'

/** /api/admin/v1/alert-rules */
export const alertRules = {
  GET: defineRoute({
    ...{ ...read, path: rulesPath, method: 'GET', summary: 'List alert rules, each with how many events are open' },
    query: pageQuery,
    answer: pageOf(alertRuleView),
    handler: async ({ query }) => await listAlertRules(query),
  }),
  POST: defineRoute({
    ...{ ...write, path: rulesPath, method: 'POST', summary: 'Make an alert rule' },
    body: createAlertRuleInput,
    answer: alertRuleView,
    status: 201,
    handler: async ({ ctx, body }) => await createAlertRule(ctx, body),
  }),
}

/** /api/admin/v1/alert-rules/{ruleId} */
export const alertRule = {
  GET: defineRoute({
    ...{ ...read, ...ofRule, method: 'GET', summary: 'Read an alert rule' },
    answer: alertRuleView,
    handler: async ({ params }) => await getAlertRule(params.ruleId),
  }),
  PATCH: defineRoute({
    ...{ ...write, ...ofRule, method: 'PATCH', summary: 'Change an alert rule, or switch it on or off' },
    body: updateAlertRuleInput,
    answer: alertRuleView,
    handler: async ({ ctx, params, body }) => await updateAlertRule(ctx, params.ruleId, body),
  }),
  DELETE: defineRoute({
    ...{ ...write, ...ofRule, method: 'DELETE', summary: 'Remove an alert rule with its events' },
    answer: deletedAnswer,
    handler: async ({ ctx, params }) => await deleteAlertRule(ctx, params.ruleId),
  }),
}

/** /api/admin/v1/alert-rules/{ruleId}/test */
export const alertRuleTest = {
  POST: defineRoute({
    ...{ ...write, method: 'POST', path: `${rulePath}/test`, params: pathIds('ruleId') },
    summary: 'Send a test to every place of a rule; answers how each message fared',
    answer: z.object({ data: z.array(alertDeliveryView) }),
    handler: async ({ ctx, params }) => ({ data: await testAlertRule(ctx, params.ruleId) }),
  }),
}

/** /api/admin/v1/alert-rules/preview */
export const alertRulePreview = {
  POST: defineRoute({
    ...{ ...read, method: 'POST', path: `${rulesPath}/preview` },
    summary: 'The present numbers of a metric, as a rule would see them',
    body: previewAlertInput,
    answer: alertPreview,
    handler: async ({ body }) => await previewAlert(body),
  }),
}

/** /api/admin/v1/alert-events */
export const alertEvents = {
  GET: defineRoute({
    ...{ ...read, method: 'GET', path: '/api/admin/v1/alert-events' },
    summary: 'List alert events with their messages, newest first',
    query: alertEventQuery,
    answer: pageOf(alertEventView),
    handler: async ({ query }) => await listAlertEvents(query),
  }),
}

/** /api/admin/v1/alert-events/{eventId} */
export const alertEvent = {
  PATCH: defineRoute({
    ...{ ...write, method: 'PATCH', path: '/api/admin/v1/alert-events/{eventId}', params: pathIds('eventId') },
    summary: 'Change what the status page says about an event; a null title takes it off',
    body: updateAlertEventInput,
    answer: alertEventView,
    handler: async ({ ctx, params, body }) => await updateAlertEvent(ctx, params.eventId, body),
  }),
}

/** /api/admin/v1/alert-silences */
export const alertSilences = {
  GET: defineRoute({
    ...{ ...read, method: 'GET', path: silencesPath, summary: 'List silences, newest first' },
    query: pageQuery,
    answer: pageOf(alertSilenceView),
    handler: async ({ query }) => await listAlertSilences(query),
  }),
  POST: defineRoute({
    ...{ ...write, method: 'POST', path: silencesPath },
    summary: 'Keep a rule, a severity or (naming neither) everything quiet until a time',
    body: createAlertSilenceInput,
    answer: alertSilenceView,
    status: 201,
    handler: async ({ ctx, body }) => await createAlertSilence(ctx, body),
  }),
}

/** /api/admin/v1/alert-silences/{silenceId}/end */
export const alertSilenceEnd = {
  POST: defineRoute({
    ...{ ...write, method: 'POST', path: `${silencesPath}/{silenceId}/end`, params: pathIds('silenceId') },
    summary: 'End a silence now; what is still open is told',
    answer: alertSilenceView,
    handler: async ({ ctx, params }) => await endAlertSilence(ctx, params.silenceId),
  }),
}
