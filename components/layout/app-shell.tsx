'use client'

import { PanelLeftCloseIcon, PanelLeftOpenIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Brand } from './brand'
import { CommandMenu } from './command-menu'
import { MobileBar } from './mobile-bar'
import { NavList } from './nav-list'
import type { NavGroup } from './nav-types'
import { rememberSidebar } from './remember-sidebar'
import { SkipLink } from './skip-link'
import { ThemeSwitch } from './theme-switch'

export type AppShellProps = {
  groups: readonly NavGroup[]
  /** What the command menu offers besides the pages. */
  commands?: NavGroup
  /** Where the mark leads. */
  homeHref: string
  /** Marks the whole shell as the operator's side. */
  variant?: 'app' | 'admin'
  /** Balance or lane meter at the foot of the sidebar; hidden when collapsed. */
  footer?: ReactNode
  userMenu: ReactNode
  /** From the `sidebar` cookie, so that the first paint has the right width. */
  defaultCollapsed?: boolean
  children: ReactNode
}

export function AppShell({ variant = 'app', defaultCollapsed = false, ...props }: AppShellProps) {
  const t = useTranslations('shell')
  const [collapsed, setCollapsed] = useState(defaultCollapsed)
  const toggle = () => {
    setCollapsed(!collapsed)
    rememberSidebar(!collapsed)
  }
  const Icon = collapsed ? PanelLeftOpenIcon : PanelLeftCloseIcon
  return (
    <div data-slot="app-shell" data-variant={variant} className="flex min-h-dvh flex-col">
      <SkipLink />
      <CommandMenu groups={props.commands ? [...props.groups, props.commands] : props.groups} />
      {variant === 'admin' && <div aria-hidden className="hatched sticky top-0 z-30 h-1.5 shrink-0 text-ink" />}
      <MobileBar {...props} variant={variant} />
      <div className="flex flex-1">
        <aside
          data-slot="app-sidebar"
          className={cn(
            'sticky hidden shrink-0 flex-col border-line border-r transition-[width] duration-150 md:flex',
            variant === 'admin' ? 'top-1.5 h-[calc(100dvh-6px)]' : 'top-0 h-dvh',
            collapsed ? 'w-15' : 'w-58',
          )}
        >
          <div className={cn('flex h-14 shrink-0 items-center', collapsed ? 'justify-center' : 'px-4')}>
            <Brand href={props.homeHref} compact={collapsed} admin={variant === 'admin'} />
          </div>
          <div className="flex-1 overflow-y-auto overflow-x-hidden py-3">
            <NavList groups={props.groups} collapsed={collapsed} />
          </div>
          {props.footer && !collapsed && <div className="border-line border-t p-4">{props.footer}</div>}
          <div
            className={cn('flex gap-1 border-line border-t p-2', collapsed ? 'flex-col items-center' : 'items-center')}
          >
            <div className={cn('min-w-0', !collapsed && 'flex-1', collapsed && '[&_[data-collapse]]:hidden')}>
              {props.userMenu}
            </div>
            <ThemeSwitch />
            <Button
              variant="ghost"
              size="icon-sm"
              onClick={toggle}
              aria-label={collapsed ? t('expand') : t('collapse')}
            >
              <Icon />
            </Button>
          </div>
        </aside>
        <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {props.children}
        </main>
      </div>
    </div>
  )
}
