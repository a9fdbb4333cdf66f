'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useMay } from '../../_components/staff'
import { AccountDialog, type PoolChoice } from './account-dialog'

export function AddAccount({ pools, secondary = false }: { pools: readonly PoolChoice[]; secondary?: boolean }) {
  const may = useMay('admin')
  const t = useTranslations('admin.accounts')
  const [open, setOpen] = useState(false)
  if (!may) return null
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
