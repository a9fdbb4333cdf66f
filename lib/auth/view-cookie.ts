import { encode } from 'next-auth/jwt'
import { env } from '../env'

/** The cookie that names a look at a customer's pages, beside the looker's own session. */
export function viewCookieName(): string {
  return env().PUBLIC_URL.startsWith('https:') ? '__Host-turnpike-view' : 'turnpike-view'
}

/** What the view cookie holds: a token that names the marked session and dies with it. */
export async function viewToken(sessionId: string, expiresAt: Date): Promise<string> {
  const maxAge = Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1_000))
  return await encode({ token: { sessionId }, secret: env().NEXTAUTH_SECRET, maxAge })
}
