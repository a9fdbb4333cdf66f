import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { AuthShell } from '@/components/layout/auth-shell'
import { currentUser } from '@/lib/auth'
import { signUpPolicy } from '@/lib/users'
import { AuthLink } from '../_components/auth-link'
import { safeNext } from '../_components/safe-next'
import { SignUpForm } from './_components/sign-up-form'
import { loadSignUpParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signUp')
  return { title: t('title') }
}

export default async function SignUpPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, user, params] = await Promise.all([
    getTranslations('auth.signUp'),
    currentUser(),
    loadSignUpParams(searchParams),
  ])
  const next = safeNext(params.next)
  if (user) redirect(next)
  const policy = signUpPolicy()
  const footer = (
    <>
      {t('haveOne')} <AuthLink href="/sign-in">{t('signIn')}</AuthLink>
    </>
  )
  if (policy.mode === 'closed' && !params.invite) {
    return (
      <AuthShell title={t('closedTitle')} footer={footer}>
        <p className="text-sm">{t('closedBody')}</p>
      </AuthShell>
    )
  }
  return (
    <AuthShell title={t('title')} description={t('description')} footer={footer}>
      <SignUpForm
        next={next}
        invite={params.invite}
        needsInvite={policy.mode === 'invite'}
        domains={policy.allowedMailDomains}
      />
    </AuthShell>
  )
}
