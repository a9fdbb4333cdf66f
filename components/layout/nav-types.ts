import type { ReactNode } from 'react'

export type NavItem = {
  href: string
  label: string
  /** An element, not a component, so that a server layout can pass it: `<KeyIcon />`. */
  icon: ReactNode
  /** A small count or mark at the end of the row. */
  badge?: ReactNode
  /** Active on this very path only; else on everything below it too. */
  exact?: boolean
}

export type NavGroup = { label?: string; items: readonly NavItem[] }
