'use client'

import { useTranslations } from 'next-intl'
import { createContext, type ReactNode, useContext } from 'react'
import { Callout } from '@/components/ui/callout'
import type { StaffRole } from '@/lib/auth'

const StaffContext = createContext<StaffRole>('viewer')
const order: readonly StaffRole[] = ['viewer', 'support', 'admin', 'owner']

/** Whose panel this is; the verbs hold the same rule, this only hides what they would refuse. */
export function StaffProvider({ role, children }: { role: StaffRole; children: ReactNode }) {
  return <StaffContext value={role}>{children}</StaffContext>
}

/** Whether the person may do what takes this role at least. */
export function useMay(least: StaffRole): boolean {
  return order.indexOf(useContext(StaffContext)) >= order.indexOf(least)
}

/** Shown only to those who may do it. */
export function Only({ least = 'admin', children }: { least?: StaffRole; children: ReactNode }) {
  return useMay(least) ? children : null
}

/** Says once, above every page, why its buttons are missing. */
export function StaffNotice() {
  const t = useTranslations('operator.staff')
  const role = useContext(StaffContext)
  if (role !== 'viewer' && role !== 'support') return null
  return (
    <Callout className="mx-4 mt-4 md:mx-8" title={t('noticeTitle', { role: t(`roles.${role}`) })}>
      {t(role)}
    </Callout>
  )
}
