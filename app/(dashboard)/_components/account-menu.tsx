'use client'

import { BookOpenIcon, LogOutIcon, SettingsIcon, ShieldIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { UserMenu } from '@/components/layout/user-menu'
import { DropdownMenuItem, DropdownMenuSeparator } from '@/components/ui/dropdown-menu'

/** Loaded when it is needed: every page has this menu, few visits use it. */
async function leave(): Promise<void> {
  const { signOut } = await import('next-auth/react')
  await signOut({ callbackUrl: '/' })
}

export function AccountMenu({ name, email, isStaff }: { name: string; email: string; isStaff: boolean }) {
  const t = useTranslations('onboarding.menu')
  return (
    <UserMenu name={name} detail={email}>
      <DropdownMenuItem asChild>
        <Link href="/settings">
          <SettingsIcon aria-hidden />
          {t('settings')}
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem asChild>
        <Link href="/docs">
          <BookOpenIcon aria-hidden />
          {t('docs')}
        </Link>
      </DropdownMenuItem>
      {isStaff && (
        <DropdownMenuItem asChild>
          <Link href="/admin">
            <ShieldIcon aria-hidden />
            {t('admin')}
          </Link>
        </DropdownMenuItem>
      )}
      <DropdownMenuSeparator />
      <DropdownMenuItem onSelect={() => void leave()}>
        <LogOutIcon aria-hidden />
        {t('signOut')}
      </DropdownMenuItem>
    </UserMenu>
  )
}
