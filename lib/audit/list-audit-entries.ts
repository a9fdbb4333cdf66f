import { z } from 'zod'
import { defined } from '../db/defined'
import { beforeCursor, type Page, pageTake, toPage } from '../db/page'
import { type Prisma, prisma } from '../db/prisma'
import { pageFields, timeField } from '../http/fields'

export const listAuditInput = z.strictObject({
  ...pageFields,
  actorId: z.string().max(64).optional(),
  action: z.string().max(100).optional(),
  subjectKind: z.string().max(100).optional(),
  subjectId: z.string().max(200).optional(),
  /** Part of an action; the whole id of an actor, a subject or a request; the mail address of a person; an IP address. */
  search: z.string().trim().max(200).optional(),
  from: timeField.optional(),
  to: timeField.optional(),
})
export type ListAuditInput = z.infer<typeof listAuditInput>

export const auditEntryView = z.object({
  id: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  address: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  requestId: z.string(),
  createdAt: z.iso.datetime(),
})
export type AuditEntryView = z.infer<typeof auditEntryView>

async function searchWhere(search: string | undefined): Promise<Prisma.AuditEntryWhereInput> {
  if (search === undefined) return {}
  const person = search.includes('@')
    ? await prisma().user.findUnique({ where: { email: search.toLowerCase() }, select: { id: true } })
    : null
  const ids = [search, ...(person ? [person.id] : [])]
  const anyOf = [{ actorId: { in: ids } }, { subjectId: { in: ids } }, { requestId: search }, { address: search }]
  return { OR: [{ action: { contains: search, mode: 'insensitive' } }, ...anyOf] }
}

/** The audit log, newest first; `from` ≤ createdAt < `to`. */
export async function listAuditEntries(input: ListAuditInput = {}): Promise<Page<AuditEntryView>> {
  const { actorId, action, subjectKind, subjectId, search, from, to } = input
  const rows = await prisma().auditEntry.findMany({
    where: {
      ...beforeCursor(input),
      ...defined({ actorId, action, subjectKind, subjectId }),
      createdAt: defined({ gte: from, lt: to }),
      AND: await searchWhere(search),
    },
    orderBy: { id: 'desc' },
    take: pageTake(input),
  })
  return toPage(rows, input, (row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
}
