import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import type { CurrentUser } from '@/lib/auth'

/** What stands above every page until it is dealt with. */
export async function AccountNotices({ user }: { user: CurrentUser }) {
  const t = await getTranslations('onboarding.notices')
  if (user.viewedBy !== null) {
    return (
      <Callout tone="amber" className="mx-4 mt-4 md:mx-8" title={t('viewedTitle', { email: user.email })}>
        {t('viewedBody')}
      </Callout>
    )
  }
  if (user.emailVerified) return null
  return (
    <Callout
      tone="amber"
      className="mx-4 mt-4 md:mx-8"
      title={t('unverifiedTitle')}
      action={
        <Button asChild size="sm">
          <Link href="/verify-email">{t('unverifiedAction')}</Link>
        </Button>
      }
    >
      {t('unverifiedBody', { email: user.email })}
    </Callout>
  )
}
