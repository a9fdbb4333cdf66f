/** Languages that have a folder in `messages/`; the first is the fallback for whatever another one hasn't translated. */
export const locales = ['en', 'zh'] as const

export type Locale = (typeof locales)[number]

export const defaultLocale: Locale = 'en'
export const localeCookie = 'locale'
export const localeNames: Record<Locale, string> = { en: 'English', zh: '中文' }

/** True for the name of a language the product speaks. */
export function isLocale(value: string | undefined): value is Locale {
  return locales.some((locale) => locale === value)
}
