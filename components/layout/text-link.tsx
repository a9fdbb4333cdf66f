'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { isActive } from './is-active'

/** A quiet link of header or footer; the page you are on is in full ink. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  const active = isActive(usePathname(), href)
  return (
    <Link
      href={href}
      aria-current={active ? 'page' : undefined}
      className="focus-ring touch-target rounded-sm text-ink-soft text-sm hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
    >
      {children}
    </Link>
  )
}
