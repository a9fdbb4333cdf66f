import { encode } from 'next-auth/jwt'
import { createSession } from '@/lib/auth/sessions'
import { env } from '@/lib/env'

const jar = new Map<string, string>()
const headers = new Headers()

/** What Next.js gives an action of the browser that this file plays; for `vi.mock('next/headers', …)`. */
export const nextHeaders = {
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) ?? '' } : undefined),
    set: (name: string, value: string) => void jar.set(name, value),
    delete: (name: string) => void jar.delete(name),
  }),
  headers: async () => headers,
}

/** Signs this browser in as a person; the cookie is the one that next-auth would set. */
export async function signInAs(userId: string): Promise<void> {
  const sessionId = await createSession({ userId, userAgent: 'test', address: '', days: 1 })
  jar.set('next-auth.session-token', await encode({ token: { sessionId }, secret: env().NEXTAUTH_SECRET }))
}

/** Whoever was signed in is a stranger again, with no language chosen. */
export function clearCookies(): void {
  jar.clear()
}

export const cookieOf = (name: string) => jar.get(name)
