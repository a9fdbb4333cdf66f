'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Only } from '../../../../_components/staff'
import { CostDialog } from './cost-dialog'

export function AddCost({ accountId }: { accountId: string }) {
  const t = useTranslations('operator.costs')
  const [open, setOpen] = useState(false)
  return (
    <Only>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      {open && <CostDialog accountId={accountId} price={null} onClose={() => setOpen(false)} />}
    </Only>
  )
}
