import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { Card } from '@/components/ui/card'
import { pageContext, requireUser } from '@/lib/auth'
import { getNotifications, getUser, listSessions } from '@/lib/users'
import { DeleteAccount } from './_components/delete-account'
import { EmailForm } from './_components/email-form'
import { EndOthersButton } from './_components/end-others-button'
import { NotificationsForm } from './_components/notifications-form'
import { PasswordForm } from './_components/password-form'
import { ProfileForm } from './_components/profile-form'
import { SessionsTable } from './_components/sessions-table'
import { TwoFactor } from './_components/two-factor'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings')
  return { title: t('title') }
}

export default async function SettingsPage() {
  const user = await requireUser('/settings')
  const [t, ctx] = await Promise.all([getTranslations('settings'), pageContext(user)])
  const [account, sessions, wanted] = await Promise.all([
    getUser(ctx, user.id),
    listSessions(user.id),
    getNotifications(ctx, user.id),
  ])
  return (
    <>
      <PageHeader title={t('title')} crumbs={[{ label: t('title') }]} />
      <PageBody className="max-w-[920px]">
        <Section title={t('profile.title')} description={t('profile.description')}>
          <Card className="p-5">
            <ProfileForm
              name={account.name}
              timezone={account.timezone}
              timezones={Intl.supportedValuesOf('timeZone')}
            />
          </Card>
        </Section>
        <Section
          title={t('email.title')}
          description={t(user.emailVerified ? 'email.current' : 'email.unverified', { email: account.email })}
        >
          <Card className="p-5">
            <EmailForm />
          </Card>
        </Section>
        <Section title={t('password.title')} description={t('password.description')}>
          <Card className="p-5">
            <PasswordForm hasPassword={account.hasPassword} />
          </Card>
        </Section>
        <Section title={t('twoFactor.title')} description={t(account.twoFactor ? 'twoFactor.on' : 'twoFactor.off')}>
          <Card className="p-5">
            <TwoFactor isOn={account.twoFactor} hasPassword={account.hasPassword} />
          </Card>
        </Section>
        <Section
          title={t('sessions.title')}
          description={t('sessions.description')}
          action={sessions.length > 1 && <EndOthersButton />}
        >
          <SessionsTable sessions={sessions} currentId={user.sessionId} />
        </Section>
        <Section title={t('notifications.title')}>
          <Card className="p-5">
            <NotificationsForm wanted={wanted} />
          </Card>
        </Section>
        <Section title={t('delete.title')} description={t('delete.description')}>
          <DeleteAccount hasPassword={account.hasPassword} />
        </Section>
      </PageBody>
    </>
  )
}
