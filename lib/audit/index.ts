export {
  type AuditEntryView,
  auditEntryView,
  listAuditEntries,
  listAuditInput,
} from './list-audit-entries'
export { streamAuditCsv } from './stream-audit-csv'
export { writeAudit, writeAuditSql } from './write-audit'
