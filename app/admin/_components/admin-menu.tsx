'use client'

import { LayoutDashboardIcon, LogOutIcon } from 'lucide-react'
import Link from 'next/link'
import { signOut } from 'next-auth/react'
import { useTranslations } from 'next-intl'
import { UserMenu } from '@/components/layout/user-menu'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'

export function AdminMenu({ name, email }: { name: string; email: string }) {
  const t = useTranslations('admin.nav')
  return (
    <UserMenu name={name} detail={email}>
      <DropdownMenuItem asChild>
        <Link href="/overview">
          <LayoutDashboardIcon aria-hidden />
          {t('dashboard')}
        </Link>
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => void signOut({ callbackUrl: '/' })}>
        <LogOutIcon aria-hidden />
        {t('signOut')}
      </DropdownMenuItem>
    </UserMenu>
  )
}
