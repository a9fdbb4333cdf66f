'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'

/** Where to sign in so that this very page comes back afterwards. */
export function signInAgainHref(): string {
  const { pathname, search } = window.location
  return `/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`
}

/** True when an act was refused because the session has ended: the browser is then on its way to sign in and back. */
export function leaveIfSessionEnded(result: { ok: true } | { ok: false; error: { code: string } }): boolean {
  if (result.ok || result.error.code !== 'unauthenticated') return false
  window.location.assign(signInAgainHref())
  return true
}

/** The way to sign in and back to a form that was sent too late. */
export function SignInAgain() {
  const t = useTranslations('ui.sessionEnded')
  return (
    <div className="mt-2 flex flex-col items-start gap-3">
      <p>{t('kept')}</p>
      <Button size="sm" onClick={() => window.location.assign(signInAgainHref())}>
        {t('signIn')}
      </Button>
    </div>
  )
}
