import { cookies } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/layout/app-shell'
import { sidebarCookie } from '@/components/layout/sidebar-cookie'
import { requireAdmin } from '@/lib/auth'
import { ClientTexts } from '../_texts/client-texts'
import { AdminMenu } from './_components/admin-menu'
import { LiveProvider } from './_components/live-provider'
import { adminNavigation } from './_components/navigation'
import { StaffNotice, StaffProvider } from './_components/staff'
import { TrafficMeter } from './_components/traffic-meter'

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const admin = await requireAdmin()
  const [t, cookieStore] = await Promise.all([getTranslations('admin.nav'), cookies()])
  return (
    <ClientTexts area="admin">
      <LiveProvider>
        <AppShell
          variant="admin"
          groups={adminNavigation(t)}
          homeHref="/admin"
          defaultCollapsed={cookieStore.get(sidebarCookie)?.value === 'collapsed'}
          footer={<TrafficMeter />}
          userMenu={<AdminMenu name={admin.name || admin.email} email={admin.email} />}
        >
          <StaffProvider role={admin.role === 'customer' ? 'viewer' : admin.role}>
            <StaffNotice />
            {children}
          </StaffProvider>
        </AppShell>
      </LiveProvider>
    </ClientTexts>
  )
}
