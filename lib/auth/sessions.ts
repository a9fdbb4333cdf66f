import { prisma } from '../db/prisma'
import { createProcessCache } from '../db/process-cache'
import { createId } from '../ids'
import { processState } from '../process-state'
import { everyId, publish, subscribe } from '../redis'
import type { CurrentUser } from './types'

const cacheMs = 15_000
const maxSessions = 50_000
const seenEveryMs = 300_000
const dayMs = 86_400_000
const maxUserAgentLength = 300

type CachedSession = { sessionId: string; user: CurrentUser | null }

async function noteSeen(sessionId: string, lastSeenAt: Date): Promise<void> {
  if (Date.now() - lastSeenAt.getTime() < seenEveryMs) return
  await prisma().session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: new Date() } })
}

// A look at a customer's pages ends with the rights of who looks.
async function isActiveStaff(userId: string): Promise<boolean> {
  const staff = await prisma().user.findUnique({ where: { id: userId }, select: { role: true, status: true } })
  return staff?.status === 'active' && staff.role !== 'customer'
}

async function loadSession(sessionId: string): Promise<CachedSession> {
  const row = await prisma().session.findFirst({
    where: { id: sessionId, endedAt: null, expiresAt: { gt: new Date() } },
    include: { user: true },
  })
  if (row?.user.status !== 'active') return { sessionId, user: null }
  if (row.actorId !== null && !(await isActiveStaff(row.actorId))) return { sessionId, user: null }
  await noteSeen(sessionId, row.lastSeenAt)
  const { id, email, name, role, timezone, locale } = row.user
  const twoFactor = row.user.totpEnabledAt !== null
  const emailVerified = row.user.emailVerifiedAt !== null
  return {
    sessionId,
    user: { id, email, name, role, timezone, locale, emailVerified, twoFactor, sessionId, viewedBy: row.actorId },
  }
}

function createSessionCache() {
  const cache = createProcessCache<CachedSession>({
    maxEntries: () => maxSessions,
    ttlMs: () => cacheMs,
    tags: ({ sessionId, user }) =>
      user ? [sessionId, user.id, ...(user.viewedBy ? [user.viewedBy] : [])] : [sessionId],
    load: loadSession,
  })
  const purge = (id: string) => (id === everyId ? cache.clear() : cache.purgeTag(id))
  subscribe('session', purge)
  subscribe('user', purge)
  return cache
}

export type NewSession = {
  userId: string
  userAgent: string
  address: string
  days: number
  /** An admin who opens a customer's pages to look at them. */
  actorId?: string
}

/** Opens a session of a signed-in browser and returns its id, which the browser's token names. */
export async function createSession(input: NewSession): Promise<string> {
  const id = createId('session')
  await prisma().session.create({
    data: {
      id,
      userId: input.userId,
      userAgent: input.userAgent.slice(0, maxUserAgentLength),
      address: input.address,
      actorId: input.actorId ?? null,
      expiresAt: new Date(Date.now() + input.days * dayMs),
    },
  })
  return id
}

/** Whose session it is, or null when it ended, expired or its user may not sign in; cached 15 s, purged within 1 s of an end. */
export async function findSessionUser(sessionId: string): Promise<CurrentUser | null> {
  const { user } = await processState('session-cache', createSessionCache).get(sessionId)
  return user
}

/** Ends sessions of a user (all but `exceptId`, or only `onlyId`), with all also the user's looks at others' pages; every process refuses them within 1 s. Returns how many. */
export async function endSessions(
  userId: string,
  which: { exceptId?: string | undefined; onlyId?: string | undefined } = {},
): Promise<number> {
  const ids = which.onlyId !== undefined ? { id: which.onlyId } : which.exceptId ? { id: { not: which.exceptId } } : {}
  const { count } = await prisma().session.updateMany({
    where: { userId, endedAt: null, ...ids },
    data: { endedAt: new Date() },
  })
  if (which.onlyId === undefined) {
    await prisma().session.updateMany({ where: { actorId: userId, endedAt: null }, data: { endedAt: new Date() } })
  }
  publish('session', userId)
  if (which.onlyId !== undefined) publish('session', which.onlyId)
  return count
}
