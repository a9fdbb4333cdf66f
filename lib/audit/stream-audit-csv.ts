import { stringify } from 'csv-stringify/sync'
import { type AuditEntryView, type ListAuditInput, listAuditEntries } from './list-audit-entries'

const pageSize = 500
const columns = [
  'id',
  'created_at',
  'actor_kind',
  'actor_id',
  'address',
  'action',
  'subject_kind',
  'subject_id',
  'request_id',
  'before',
  'after',
] as const

// A name or reason that starts like a formula must stay text in a spreadsheet.
const options = { escape_formulas: true }
const json = (value: unknown) => (value === null || value === undefined ? '' : JSON.stringify(value))

function rowOf(entry: AuditEntryView): Record<(typeof columns)[number], string> {
  return {
    id: entry.id,
    created_at: entry.createdAt,
    actor_kind: entry.actorKind,
    actor_id: entry.actorId,
    address: entry.address,
    action: entry.action,
    subject_kind: entry.subjectKind,
    subject_id: entry.subjectId,
    request_id: entry.requestId,
    before: json(entry.before),
    after: json(entry.after),
  }
}

/** Every entry of a filter as CSV with a head line, newest first, a page of rows at a time: memory stays flat. */
export async function* streamAuditCsv(filter: Omit<ListAuditInput, 'cursor' | 'limit'>): AsyncGenerator<string> {
  yield stringify([[...columns]], options)
  let cursor: string | undefined
  do {
    const page = await listAuditEntries({ ...filter, cursor, limit: pageSize })
    if (page.data.length > 0)
      yield stringify(
        page.data.map((entry) => {
          const row = rowOf(entry)
          return columns.map((name) => row[name])
        }),
        options,
      )
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
