'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useMay } from '../../_components/staff'
import { type AccountChoice, PoolDialog } from './pool-dialog'

export function AddPool({ accounts, secondary = false }: { accounts: readonly AccountChoice[]; secondary?: boolean }) {
  const may = useMay('admin')
  const t = useTranslations('admin.pools')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button variant={secondary ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      <PoolDialog pool={null} accounts={accounts} open={open} onOpenChange={setOpen} />
    </>
  )
}
