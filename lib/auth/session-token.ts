import { decode } from 'next-auth/jwt'
import { env } from '../env'
import { isId } from '../ids'

const secondsPerDay = 86_400
const tokenDays = 365

/** The name next-auth gives its cookie: `__Secure-` only where the site is served over https. */
export function sessionCookieName(): string {
  return env().PUBLIC_URL.startsWith('https:') ? '__Secure-next-auth.session-token' : 'next-auth.session-token'
}

/** How long a token is valid at most; the session it names may end earlier. */
export const sessionTokenSeconds = tokenDays * secondsPerDay

/** The session id that a cookie's token names, or null for a missing, forged or expired one. */
export async function readSessionToken(token: string | undefined): Promise<string | null> {
  if (!token) return null
  try {
    const claims = await decode({ token, secret: env().NEXTAUTH_SECRET })
    const sessionId = claims?.['sessionId']
    return typeof sessionId === 'string' && isId('session', sessionId) ? sessionId : null
  } catch {
    // A token of another secret or a damaged one is nobody's.
    return null
  }
}
