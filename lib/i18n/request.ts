import { getRequestConfig } from 'next-intl/server'
import { messagesOf } from '@/messages'
import { currentLocale } from './current-locale'

export default getRequestConfig(async () => {
  const locale = await currentLocale()
  return { locale, messages: messagesOf(locale), timeZone: 'UTC' }
})
