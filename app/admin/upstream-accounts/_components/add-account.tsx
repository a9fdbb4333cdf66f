'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { AccountDialog, type PoolChoice } from './account-dialog'

export function AddAccount({ pools, secondary = false }: { pools: readonly PoolChoice[]; secondary?: boolean }) {
  const t = useTranslations('admin.accounts')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant={secondary ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      <AccountDialog account={null} pools={pools} open={open} onOpenChange={setOpen} />
    </>
  )
}
