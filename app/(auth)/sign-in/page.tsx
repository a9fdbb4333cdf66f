import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { AuthShell } from '@/components/layout/auth-shell'
import { Callout } from '@/components/ui/callout'
import { currentUser, signInProviders, signInReturn } from '@/lib/auth'
import { AuthLink } from '../_components/auth-link'
import { safeNext } from '../_components/safe-next'
import { SignInForm } from './_components/sign-in-form'
import { loadSignInParams } from './search-params'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.signIn')
  return { title: t('title') }
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, user, params] = await Promise.all([
    getTranslations('auth.signIn'),
    currentUser(),
    loadSignInParams(searchParams),
  ])
  // From a provider nobody comes back with the page that was asked for.
  const asked = params.next ?? (params.ticket || params.error ? await signInReturn() : null)
  const next = safeNext(asked)
  if (user && !params.ticket) redirect(next)
  const signUpHref = asked ? `/sign-up?next=${encodeURIComponent(next)}` : '/sign-up'
  return (
    <AuthShell
      title={t('title')}
      footer={
        <>
          {t('noAccount')} <AuthLink href={signUpHref}>{t('createOne')}</AuthLink>
        </>
      }
    >
      {params.reset && (
        <Callout className="mb-5" tone="info">
          {t('resetDone')}
        </Callout>
      )}
      <SignInForm next={next} ticket={params.ticket} failure={params.error} providers={signInProviders()} />
    </AuthShell>
  )
}
