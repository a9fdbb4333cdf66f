import { writeAudit } from '../audit'
import { assertMay } from '../auth/assert-may'
import { endSessions } from '../auth/sessions'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { assertMayManage } from './assert-may-manage'
import { requireUserRow } from './require-user-row'

export type SessionView = { id: string; userAgent: string; address: string; createdAt: string; lastSeenAt: string }

const maxSessions = 100

/** The browsers a person is signed in with, most recent first. */
export async function listSessions(userId: string): Promise<SessionView[]> {
  const rows = await prisma().session.findMany({
    where: { userId, endedAt: null, actorId: null, expiresAt: { gt: new Date() } },
    orderBy: { lastSeenAt: 'desc' },
    take: maxSessions,
  })
  return rows.map(({ id, userAgent, address, createdAt, lastSeenAt }) => ({
    id,
    userAgent,
    address,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }))
}

/** Signs one browser of a person out within 1 s; throws not_found when it isn't one of theirs. */
export async function endSession(ctx: ActorContext, userId: string, sessionId: string): Promise<{ ended: number }> {
  assertMay(ctx, 'user.sign_out')
  await requireUserRow(ctx, userId)
  const ended = await endSessions(userId, { onlyId: sessionId })
  if (ended === 0) throw new AppError('not_found', 'There is no such session.')
  return { ended }
}

/** Signs every browser of a person out within 1 s, but the one named. */
export async function endAllSessions(
  ctx: ActorContext,
  userId: string,
  exceptSessionId?: string,
): Promise<{ ended: number }> {
  assertMay(ctx, 'user.sign_out_everywhere')
  assertMayManage(ctx, await requireUserRow(ctx, userId))
  const ended = await endSessions(userId, { exceptId: exceptSessionId })
  const subject = { subjectKind: 'user', subjectId: userId, after: { ended } }
  await writeAudit(prisma(), ctx, { action: 'user.sign_out_everywhere', ...subject })
  return { ended }
}
