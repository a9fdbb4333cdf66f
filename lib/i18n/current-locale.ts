import { cookies, headers } from 'next/headers'
import { type Locale, localeCookie } from './config'
import { pickLocale } from './pick-locale'

/** The language of this page or action. */
export async function currentLocale(): Promise<Locale> {
  const [cookieStore, requestHeaders] = await Promise.all([cookies(), headers()])
  return pickLocale(cookieStore.get(localeCookie)?.value, requestHeaders.get('accept-language'))
}
