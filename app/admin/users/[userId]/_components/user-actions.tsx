'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { UserView } from '@/lib/users'
import { useMay } from '../../../_components/staff'
import { CreditDialog } from '../../_components/credit-dialog'

export function UserActions({ user }: { user: UserView }) {
  const may = useMay('support')
  const t = useTranslations('admin.user')
  const [open, setOpen] = useState(false)
  if (user.status === 'deleted') return null
  if (!may) return null
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('credit')}
      </Button>
      <CreditDialog user={user} open={open} onOpenChange={setOpen} />
    </>
  )
}
