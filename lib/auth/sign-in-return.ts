import { cookies } from 'next/headers'
import { env } from '../env'

/** Where a person wanted to go when they left for a provider, as next-auth remembers it; null when nobody knows. */
export async function signInReturn(): Promise<string | null> {
  const publicUrl = env().PUBLIC_URL
  const prefix = publicUrl.startsWith('https:') ? '__Secure-' : ''
  const asked = (await cookies()).get(`${prefix}next-auth.callback-url`)?.value ?? ''
  if (!URL.canParse(asked, publicUrl)) return null
  const { origin, pathname, search } = new URL(asked, publicUrl)
  const isPage = origin === publicUrl && pathname !== '/' && !pathname.startsWith('/sign-in')
  return isPage ? `${pathname}${search}` : null
}
