import { endSessions } from '../auth/sessions'
import { prisma } from '../db/prisma'

/** Ends the session of a browser that signs out; a session that is gone is fine. */
export async function endSessionById(sessionId: string): Promise<void> {
  const row = await prisma().session.findUnique({ where: { id: sessionId } })
  if (row) await endSessions(row.userId, { onlyId: sessionId })
}
