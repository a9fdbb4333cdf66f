'use client'

import { ChevronsUpDownIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Avatar } from '@/components/ui/avatar'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'

export type UserMenuProps = {
  name: string
  detail?: string
  image?: string | null
  /** DropdownMenuItem elements. */
  children: ReactNode
}

/** For AppShell's `userMenu`; shows the avatar alone when the sidebar is collapsed. */
export function UserMenu({ name, detail, image, children }: UserMenuProps) {
  const t = useTranslations('shell')
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        data-slot="user-menu"
        className="focus-ring flex w-full min-w-0 items-center gap-2.5 rounded-lg p-1 text-left hover:bg-sunken pointer-coarse:min-h-11"
      >
        <Avatar name={name} src={image ?? null} />
        <span className="sr-only">{t('account')}:</span>
        <span data-collapse className="min-w-0 flex-1 truncate font-medium text-sm">
          {name}
        </span>
        <ChevronsUpDownIcon data-collapse aria-hidden className="size-3.5 shrink-0 text-ink-soft" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" side="top" className="min-w-56">
        <DropdownMenuLabel>
          <span className="block truncate font-medium text-ink text-sm">{name}</span>
          {detail && <span className="block truncate">{detail}</span>}
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        {children}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
