'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'
import { Tooltip } from '@/components/ui/tooltip'
import { isActive } from './is-active'
import type { NavGroup, NavItem } from './nav-types'

type NavListProps = { groups: readonly NavGroup[]; collapsed?: boolean; onNavigate?: () => void }

/** Items stand along a lane marking; the page you are on is the lane in use. */
export function NavList({ groups, collapsed = false, onNavigate }: NavListProps) {
  const t = useTranslations('shell')
  const pathname = usePathname()
  return (
    <nav data-slot="nav-list" aria-label={t('mainNavigation')} className="flex flex-col gap-5">
      {groups.map((group, index) => (
        <div key={group.label ?? index} className="flex flex-col gap-1">
          {group.label && !collapsed && <p className="pr-4 pb-1 pl-3.5 text-ink-soft text-xs">{group.label}</p>}
          <ul className="relative flex flex-col">
            {!collapsed && <span aria-hidden className="lane-marking-y absolute inset-y-1.5 left-3.5" />}
            {group.items.map((item) => (
              <li key={item.href} className={cn('relative pr-2', collapsed ? 'pl-2' : 'pl-6')}>
                <NavLink
                  item={item}
                  active={isActive(pathname, item.href, item.exact)}
                  collapsed={collapsed}
                  onNavigate={onNavigate}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

type NavLinkProps = { item: NavItem; active: boolean; collapsed: boolean; onNavigate: (() => void) | undefined }

function NavLink({ item, active, collapsed, onNavigate }: NavLinkProps) {
  const own = useRef<HTMLAnchorElement>(null)
  // A long list may be taller than the window: the page you are on is in sight.
  useEffect(() => {
    if (active) own.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const link = (
    <Link
      ref={own}
      href={item.href}
      aria-current={active ? 'page' : undefined}
      {...(onNavigate && { onClick: onNavigate })}
      className={cn(
        'focus-ring flex h-9 scroll-my-6 items-center gap-3 rounded-lg px-2.5 text-sm transition-colors focus-visible:outline-offset-[-2px] pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0',
        active ? 'bg-sunken font-medium text-ink' : 'text-ink-soft hover:bg-sunken/60 hover:text-ink',
        collapsed && 'justify-center px-0',
      )}
    >
      {active && (
        <span
          aria-hidden
          className={cn('absolute inset-y-1 w-1 rounded-[2px] bg-accent', collapsed ? 'left-0' : 'left-[13px]')}
        />
      )}
      <span aria-hidden>{item.icon}</span>
      <span className={cn('flex-1 truncate', collapsed && 'sr-only')}>{item.label}</span>
      {item.badge && !collapsed && item.badge}
    </Link>
  )
  return collapsed ? (
    <Tooltip content={item.label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}
