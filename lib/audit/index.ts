export {
  type AuditEntryView,
  auditEntryView,
  type ListAuditInput,
  listAuditEntries,
  listAuditInput,
} from './list-audit-entries'
export { type AuditInput, writeAudit } from './write-audit'
