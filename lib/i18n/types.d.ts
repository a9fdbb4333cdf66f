import type { english } from '@/messages/en'
import type { Locale as AppLocale } from './config'

declare module 'next-intl' {
  interface AppConfig {
    Locale: AppLocale
    Messages: typeof english
  }
}
