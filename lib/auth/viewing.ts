import { cookies } from 'next/headers'
import { env } from '../env'
import { readSessionToken } from './session-token'
import { findSessionUser } from './sessions'
import type { CurrentUser } from './types'
import { viewCookieName, viewToken } from './view-cookie'

/** The customer whose pages this member of the staff looks at, or null: the marked session must be theirs and alive. */
export async function viewedUser(staff: CurrentUser, token: string | undefined): Promise<CurrentUser | null> {
  if (token === undefined || staff.viewedBy !== null || staff.role === 'customer') return null
  const sessionId = await readSessionToken(token)
  const viewed = sessionId === null ? null : await findSessionUser(sessionId)
  return viewed?.viewedBy === staff.id ? viewed : null
}

/** Lets this browser see a customer's pages until the marked session ends. */
export async function beginView(sessionId: string, expiresAt: Date): Promise<void> {
  const jar = await cookies()
  jar.set(viewCookieName(), await viewToken(sessionId, expiresAt), {
    httpOnly: true,
    sameSite: 'lax',
    secure: env().PUBLIC_URL.startsWith('https:'),
    path: '/',
    expires: expiresAt,
  })
}

/** Gives this browser its own pages back. */
export async function endView(): Promise<void> {
  const jar = await cookies()
  jar.delete({ name: viewCookieName(), path: '/', secure: env().PUBLIC_URL.startsWith('https:') })
}
