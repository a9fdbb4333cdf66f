import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { messagesOf } from '@/messages'
import { localeCookie } from './config'
import { pickLocale } from './pick-locale'

export default getRequestConfig(async () => {
  const [cookieStore, requestHeaders] = await Promise.all([cookies(), headers()])
  const locale = pickLocale(cookieStore.get(localeCookie)?.value, requestHeaders.get('accept-language'))
  return { locale, messages: messagesOf(locale), timeZone: 'UTC' }
})
