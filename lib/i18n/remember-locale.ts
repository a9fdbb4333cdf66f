import { cookies } from 'next/headers'
import { isLocale, localeCookie } from './config'
import { setLocale } from './set-locale'

/** Shows a person their saved language in a browser that hasn't chosen one by itself. */
export async function rememberLocale(saved: string): Promise<void> {
  const cookieStore = await cookies()
  if (!isLocale(cookieStore.get(localeCookie)?.value)) await setLocale(saved)
}
