'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { UserView } from '@/lib/users'
import { CreditDialog } from '../../_components/credit-dialog'

export function UserActions({ user }: { user: UserView }) {
  const t = useTranslations('admin.user')
  const [open, setOpen] = useState(false)
  if (user.status === 'deleted') return null
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('credit')}
      </Button>
      <CreditDialog user={user} open={open} onOpenChange={setOpen} />
    </>
  )
}
