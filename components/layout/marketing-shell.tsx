import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Brand } from './brand'
import { LanguageSwitch } from './language-switch'
import { MarketingMenu } from './marketing-menu'
import { SkipLink } from './skip-link'
import { TextLink } from './text-link'
import { ThemeSwitch } from './theme-switch'

export type MarketingLink = { href: string; label: string }

export type MarketingShellProps = {
  links: readonly MarketingLink[]
  footerLinks: readonly MarketingLink[]
  /** Sign in and start, or the way to the dashboard. */
  actions: ReactNode
  children: ReactNode
}

/** Header and footer of the public pages. */
export function MarketingShell({ links, footerLinks, actions, children }: MarketingShellProps) {
  const t = useTranslations('shell')
  return (
    <div data-slot="marketing-shell" className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="sticky top-0 z-20 border-line border-b bg-background">
        <div className="mx-auto flex h-16 w-full max-w-[1264px] items-center gap-8 px-4 md:px-8">
          <Brand href="/" />
          <nav aria-label={t('mainNavigation')} className="hidden flex-1 items-center gap-6 md:flex">
            {links.map((link) => (
              <TextLink key={link.href} href={link.href}>
                {link.label}
              </TextLink>
            ))}
          </nav>
          <div className="ml-auto flex items-center gap-2">
            {actions}
            <MarketingMenu links={links} />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        {children}
      </main>
      <footer className="border-line border-t">
        <div className="mx-auto flex w-full max-w-[1264px] flex-wrap items-center justify-between gap-x-8 gap-y-4 px-4 py-8 md:px-8">
          <nav aria-label={t('footer')} className="flex flex-wrap items-center gap-x-6 gap-y-2">
            {[...links, ...footerLinks].map((link) => (
              <TextLink key={link.href} href={link.href}>
                {link.label}
              </TextLink>
            ))}
          </nav>
          <div className="flex items-center gap-1">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </footer>
    </div>
  )
}
