'use client'

import { MenuIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Sheet, SheetContent, SheetTitle, SheetTrigger } from '@/components/ui/sheet'
import { Brand } from './brand'
import { CommandTrigger } from './command-trigger'
import { NavList } from './nav-list'
import type { NavGroup } from './nav-types'
import { ThemeSwitch } from './theme-switch'

type MobileBarProps = {
  groups: readonly NavGroup[]
  homeHref: string
  variant: 'app' | 'admin'
  footer?: ReactNode
  userMenu: ReactNode
}

/** The sidebar on phones: a bar with the mark, and everything else in a drawer. */
export function MobileBar({ groups, homeHref, variant, footer, userMenu }: MobileBarProps) {
  const t = useTranslations('shell')
  const [open, setOpen] = useState(false)
  const admin = variant === 'admin'
  return (
    <header
      data-slot="mobile-bar"
      className={cn(
        'sticky z-20 flex h-14 items-center justify-between border-line border-b bg-background px-4 md:hidden',
        admin ? 'top-1.5' : 'top-0',
      )}
    >
      <Brand href={homeHref} admin={admin} />
      <div className="flex items-center gap-1">
        <CommandTrigger />
        <Sheet open={open} onOpenChange={setOpen}>
          <SheetTrigger asChild>
            <Button variant="ghost" size="icon" aria-label={t('openMenu')} className="-mr-2">
              <MenuIcon className="size-5" />
            </Button>
          </SheetTrigger>
          <SheetContent side="left" className="max-w-72 gap-0 bg-background p-0" aria-describedby={undefined}>
            <SheetTitle className="sr-only">{t('mainNavigation')}</SheetTitle>
            <div className="flex h-14 shrink-0 items-center px-4">
              <Brand href={homeHref} admin={admin} />
            </div>
            <div className="flex-1 overflow-y-auto py-3">
              <NavList groups={groups} onNavigate={() => setOpen(false)} />
            </div>
            {footer && <div className="border-line border-t p-4">{footer}</div>}
            <div className="flex items-center gap-1 border-line border-t p-2">
              <div className="min-w-0 flex-1">{userMenu}</div>
              <ThemeSwitch />
            </div>
          </SheetContent>
        </Sheet>
      </div>
    </header>
  )
}
