'use client'

import { useTranslations } from 'next-intl'

const known = [
  'invalid_credentials',
  'invalid_code',
  'user_suspended',
  'rate_limited',
  'sign_up_closed',
  'email_not_verified',
  'email_taken',
] as const

/** The sentence for a refusal's code. */
export function useFailureText(): (code: string) => string {
  const t = useTranslations('auth.signIn.errors')
  return (code) => t(known.find((each) => each === code) ?? 'other')
}
