export {
  type AuditEntryView,
  auditEntryView,
  listAuditEntries,
  listAuditInput,
} from './list-audit-entries'
export { writeAudit } from './write-audit'
