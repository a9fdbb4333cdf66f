import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { AuthShell } from '@/components/layout/auth-shell'
import { AuthLink } from '../_components/auth-link'
import { ResetForm } from './_components/reset-form'
import { loadResetParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.reset')
  // The address of this page holds a secret.
  return { title: t('title'), referrer: 'no-referrer' }
}

export default async function ResetPasswordPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, { email, code }] = await Promise.all([getTranslations('auth.reset'), loadResetParams(searchParams)])
  const footer = <AuthLink href="/forgot-password">{t('askAgain')}</AuthLink>
  if (!email || !code) {
    return (
      <AuthShell title={t('brokenTitle')} footer={footer}>
        <p className="text-sm">{t('brokenBody')}</p>
      </AuthShell>
    )
  }
  const description = t.rich('description', {
    email,
    b: (chunks) => <b className="break-all font-medium text-ink">{chunks}</b>,
  })
  return (
    <AuthShell title={t('title')} description={description} footer={footer}>
      <ResetForm email={email} code={code} />
    </AuthShell>
  )
}
