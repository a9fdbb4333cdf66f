import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { listAnnouncementsFor } from '@/lib/announcements'
import type { CurrentUser } from '@/lib/auth'
import { AnnouncementBanner } from './announcement-banner'
import { StopViewing } from './stop-viewing'

const maxAnnouncements = 3

/** What stands above every page until it is dealt with. */
export async function AccountNotices({ user }: { user: CurrentUser }) {
  const t = await getTranslations('onboarding.notices')
  if (user.viewedBy !== null) {
    return (
      <Callout
        tone="amber"
        className="sticky top-0 z-20 mx-4 mt-4 md:mx-8"
        title={t('viewedTitle', { email: user.email })}
        action={<StopViewing />}
      >
        {t('viewedBody')}
      </Callout>
    )
  }
  const unread = (await listAnnouncementsFor(user.id)).filter((each) => !each.read).slice(0, maxAnnouncements)
  return (
    <>
      {unread.map(({ id, title, body }) => (
        <AnnouncementBanner key={id} id={id} title={title} body={body} />
      ))}
      {!user.emailVerified && <UnverifiedNotice email={user.email} />}
    </>
  )
}

async function UnverifiedNotice({ email }: { email: string }) {
  const t = await getTranslations('onboarding.notices')
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
      {t('unverifiedBody', { email })}
    </Callout>
  )
}
