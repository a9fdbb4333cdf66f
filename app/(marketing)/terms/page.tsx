import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { settings } from '@/lib/settings'
import { OperatorText } from '../_components/operator-text'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.terms')
  return { title: t('title') }
}

export default async function TermsPage() {
  const t = await getTranslations('site')
  const { termsText, supportEmail } = settings()
  return (
    <div className="mx-auto flex w-full max-w-[1264px] flex-col gap-6 px-4 pt-10 pb-20 md:px-8 lg:pt-14">
      <h1 className="font-semibold text-2xl tracking-tight">{t('terms.title')}</h1>
      <OperatorText text={termsText || t('terms.empty')} />
      {supportEmail && <p className="text-ink-soft text-sm">{t('contact', { email: supportEmail })}</p>}
    </div>
  )
}
