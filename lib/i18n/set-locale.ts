'use server'

import { cookies } from 'next/headers'
import { isLocale, localeCookie } from './config'

const oneYearSeconds = 365 * 24 * 60 * 60

/** Remembers the visitor's language for a year; an unknown name changes nothing. */
export async function setLocale(locale: string): Promise<void> {
  if (!isLocale(locale)) return
  const cookieStore = await cookies()
  cookieStore.set(localeCookie, locale, { path: '/', maxAge: oneYearSeconds, sameSite: 'lax', httpOnly: true })
}
