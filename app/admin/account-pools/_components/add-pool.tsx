'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { type AccountChoice, PoolDialog } from './pool-dialog'

export function AddPool({ accounts, secondary = false }: { accounts: readonly AccountChoice[]; secondary?: boolean }) {
  const t = useTranslations('admin.pools')
  const [open, setOpen] = useState(false)
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
