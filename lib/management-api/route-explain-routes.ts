import { defineRoute } from '../http'
import { explainRoute } from '../operations'
import { explainRouteInput, routeExplanationView } from '../operations/schemas'

/** /api/admin/v1/route/explain */
export const routeExplain = {
  POST: defineRoute({
    method: 'POST',
    path: '/api/admin/v1/route/explain',
    tag: 'Operations',
    summary: 'Say which account would serve a call now, why the others would not, and what would be held',
    scope: 'accounts:read',
    body: explainRouteInput,
    answer: routeExplanationView,
    handler: async ({ body }) => await explainRoute(body),
  }),
}
