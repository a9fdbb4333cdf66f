import { auditEntryView, listAuditEntries, listAuditInput } from '../audit'
import { defineRoute, pageOf } from '../http'

/** /api/admin/v1/audit */
export const audit = {
  GET: defineRoute({
    method: 'GET',
    path: '/api/admin/v1/audit',
    tag: 'Audit',
    summary: 'List changes, newest first',
    scope: 'audit:read',
    query: listAuditInput,
    answer: pageOf(auditEntryView),
    handler: async ({ query }) => await listAuditEntries(query),
  }),
}
