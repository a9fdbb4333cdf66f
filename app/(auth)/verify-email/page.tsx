import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { AuthShell } from '@/components/layout/auth-shell'
import { currentUser } from '@/lib/auth'
import { AuthLink } from '../_components/auth-link'
import { OutboxNote } from '../_components/outbox-note'
import { safeNext } from '../_components/safe-next'
import { VerifyForm } from './_components/verify-form'
import { loadVerifyParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.verify')
  return { title: t('title') }
}

export default async function VerifyEmailPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, user, params] = await Promise.all([
    getTranslations('auth.verify'),
    currentUser(),
    loadVerifyParams(searchParams),
  ])
  const next = safeNext(params.next)
  if (user?.emailVerified) redirect(next)
  const email = user?.email ?? params.email
  const description = email
    ? t.rich('description', { email, b: (chunks) => <b className="font-medium text-ink">{chunks}</b> })
    : t('descriptionNoEmail')
  return (
    <AuthShell
      title={t('title')}
      description={description}
      footer={user && <AuthLink href="/overview">{t('later')}</AuthLink>}
    >
      <VerifyForm email={email} next={user ? next : `/sign-in?next=${encodeURIComponent(next)}`} />
      <OutboxNote />
    </AuthShell>
  )
}
