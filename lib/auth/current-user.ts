import { cookies, headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { clientAddress } from '../http/client-address'
import { createId } from '../ids'
import { hasRole } from './has-role'
import { readSessionToken, sessionCookieName } from './session-token'
import { findSessionUser } from './sessions'
import type { ActorContext, CurrentUser, StaffRole } from './types'
import { viewCookieName } from './view-cookie'
import { viewedUser } from './viewing'

const maxNextLength = 1_500

type ReadCookie = (name: string) => string | undefined

async function signedInUser(cookie: ReadCookie): Promise<CurrentUser | null> {
  const sessionId = await readSessionToken(cookie(sessionCookieName()))
  return sessionId === null ? null : await findSessionUser(sessionId)
}

/** Whose pages a request's cookies open, or null; for handlers outside of Next.js too. With `viewedBy` nothing may be changed. */
export async function userFromCookies(cookie: ReadCookie): Promise<CurrentUser | null> {
  const own = await signedInUser(cookie)
  return own && ((await viewedUser(own, cookie(viewCookieName()))) ?? own)
}

/** The person who is signed in, whoever's pages they look at, or null. */
export async function ownUser(): Promise<CurrentUser | null> {
  const jar = await cookies()
  return await signedInUser((name) => jar.get(name)?.value)
}

/** The signed-in person of this page or action, or null. */
export async function currentUser(): Promise<CurrentUser | null> {
  const jar = await cookies()
  return await userFromCookies((name) => jar.get(name)?.value)
}

/** The page's address with its filters, when it is the page that asks. */
async function addressOf(page: string): Promise<string> {
  const asked = (await headers()).get('x-page-path') ?? ''
  const isPage = asked === page || asked.startsWith(`${page}?`) || asked.startsWith(`${page}/`)
  return isPage && asked.length <= maxNextLength ? asked : page
}

/** The signed-in person; anyone else is sent to sign in and back to `next` afterwards, with the filters of its URL. */
export async function requireUser(next?: string): Promise<CurrentUser> {
  const user = await currentUser()
  if (user) return user
  const query = next?.startsWith('/') ? `?next=${encodeURIComponent(await addressOf(next))}` : ''
  return redirect(`/sign-in${query}`)
}

/** A member of the staff with at least this role; anyone else sees a page that doesn't exist. */
export async function requireAdmin(least: StaffRole = 'viewer'): Promise<CurrentUser> {
  const user = await requireUser('/admin')
  // Only one side at a time, so that no one mistakes whose page they act on.
  if (user.viewedBy !== null) redirect('/overview')
  if (!hasRole(user.role, least)) notFound()
  return user
}

async function originOf(): Promise<Pick<ActorContext, 'address' | 'requestId'>> {
  const list = await headers()
  return { address: clientAddress((name) => list.get(name), ''), requestId: createId('request') }
}

/** The context of a person acting for themselves: verbs let them see and change only their own things. */
export async function pageContext(user: CurrentUser): Promise<ActorContext> {
  const viewed = user.viewedBy === null ? {} : { viewedBy: user.viewedBy }
  return { actor: { kind: 'customer', userId: user.id, ...viewed }, ...(await originOf()) }
}

/** The context of a member of the staff, who was checked by `requireAdmin` or `adminAction`. */
export async function adminContext(user: CurrentUser): Promise<ActorContext> {
  // A customer never gets here; as a viewer they could change nothing.
  const role = user.role === 'customer' ? 'viewer' : user.role
  return { actor: { kind: 'admin', userId: user.id, role }, ...(await originOf()) }
}

/** The context of someone who isn't signed in. */
export async function visitorContext(): Promise<ActorContext> {
  return { actor: { kind: 'system', name: 'visitor' }, ...(await originOf()) }
}
