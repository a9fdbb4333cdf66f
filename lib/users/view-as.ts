import { writeAudit } from '../audit'
import { assertMay } from '../auth/assert-may'
import { createSession, endSessions } from '../auth/sessions'
import type { ActorContext, StaffRole } from '../auth/types'
import { inTransaction, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { userNotFound } from './change-user'

const viewMinutes = 60
const minuteMs = 60_000
const minutesPerDay = 1_440

type View = { sessionId: string; expiresAt: Date }

/**
 * Opens a customer's pages to a member of the staff for an hour, to read only: the session is marked with who looks,
 * every change made through it is refused, and its start is audited with the change. Throws conflict for staff accounts.
 */
export async function startViewAs(ctx: ActorContext, userId: string, userAgent: string): Promise<View> {
  assertMay(ctx, 'user.view_as_start')
  const { actor } = ctx
  if (actor.kind !== 'admin') throw new AppError('permission_denied', 'Only staff can look at a customer’s pages.')
  const user = await prisma().user.findUnique({ where: { id: userId } })
  if (!user || user.status === 'deleted') throw userNotFound()
  if (user.role !== 'customer') throw new AppError('conflict', 'Only customers’ pages can be looked at.')
  if (user.status !== 'active') throw new AppError('conflict', 'A suspended customer has no pages to look at.')
  const browser = { userAgent, address: ctx.address }
  const sessionId = await createSession({
    userId,
    actorId: actor.userId,
    days: viewMinutes / minutesPerDay,
    ...browser,
  })
  const expiresAt = new Date(Date.now() + viewMinutes * minuteMs)
  try {
    const subject = { subjectKind: 'user', subjectId: userId, after: { sessionId, expiresAt } }
    await inTransaction(async (tx) => await writeAudit(tx, ctx, { action: 'user.view_as_start', ...subject }))
  } catch (error) {
    await endSessions(userId, { onlyId: sessionId })
    throw error
  }
  return { sessionId, expiresAt }
}

/** Ends a look at a customer's pages within 1 s, audited; one that ended already changes nothing. */
export async function endViewAs(
  origin: Pick<ActorContext, 'address' | 'requestId'>,
  staff: { id: string; role: StaffRole },
  sessionId: string,
): Promise<void> {
  const session = await prisma().session.findFirst({ where: { id: sessionId, actorId: staff.id, endedAt: null } })
  if (!session) return
  await endSessions(session.userId, { onlyId: sessionId })
  const ctx: ActorContext = { ...origin, actor: { kind: 'admin', userId: staff.id, role: staff.role } }
  const subject = { subjectKind: 'user', subjectId: session.userId, after: { sessionId } }
  await writeAudit(prisma(), ctx, { action: 'user.view_as_end', ...subject })
}
