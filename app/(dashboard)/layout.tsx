import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/layout/app-shell'
import { sidebarCookie } from '@/components/layout/sidebar-cookie'
import { currentUser, pageContext } from '@/lib/auth'
import { getLiveUser } from '@/lib/users'
import { ClientTexts } from '../_texts/client-texts'
import { AccountMenu } from './_components/account-menu'
import { AccountNotices } from './_components/account-notices'
import { commands, navigation } from './_components/navigation'
import { ShellFooter } from './_components/shell-footer'
import { UserClock } from './_components/user-clock'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const user = await currentUser()
  // Each page sends a visitor to sign in, and back to itself afterwards.
  if (!user) return children
  const ctx = await pageContext(user)
  const [groups, todo, live, cookieStore] = await Promise.all([
    navigation(),
    commands(),
    getLiveUser(ctx, user.id),
    cookies(),
  ])
  return (
    <ClientTexts area="dashboard">
      <UserClock timezone={user.timezone}>
        <AppShell
          groups={groups}
          commands={todo}
          homeHref="/overview"
          defaultCollapsed={cookieStore.get(sidebarCookie)?.value === 'collapsed'}
          footer={<ShellFooter live={live} />}
          userMenu={
            <AccountMenu name={user.name || user.email} email={user.email} isStaff={user.role !== 'customer'} />
          }
        >
          <AccountNotices user={user} />
          {children}
        </AppShell>
      </UserClock>
    </ClientTexts>
  )
}
