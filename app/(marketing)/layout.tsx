import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { MarketingShell } from '@/components/layout/marketing-shell'
import { Button } from '@/components/ui/button'
import { ClientTexts } from '../_texts/client-texts'

export default async function MarketingLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('shell')
  const links = [
    { href: '/models', label: t('models') },
    { href: '/pricing', label: t('pricing') },
    { href: '/docs', label: t('docs') },
    { href: '/status', label: t('status') },
  ]
  const footerLinks = [
    { href: '/terms', label: t('terms') },
    { href: '/privacy', label: t('privacy') },
  ]
  const actions = (
    <>
      <Button asChild variant="ghost" className="max-sm:hidden">
        <Link href="/sign-in">{t('signIn')}</Link>
      </Button>
      <Button asChild variant="primary">
        <Link href="/sign-up">{t('start')}</Link>
      </Button>
    </>
  )
  return (
    <ClientTexts area="marketing">
      <MarketingShell links={links} footerLinks={footerLinks} actions={actions}>
        {children}
      </MarketingShell>
    </ClientTexts>
  )
}
