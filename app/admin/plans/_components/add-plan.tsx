'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { useMay } from '../../_components/staff'
import { PlanDialog, type PoolChoice } from './plan-dialog'

export function AddPlan({ pools, secondary = false }: { pools: readonly PoolChoice[]; secondary?: boolean }) {
  const t = useTranslations('operator.plans')
  const may = useMay('admin')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button variant={secondary ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      <PlanDialog plan={null} pools={pools} open={open} onOpenChange={setOpen} />
    </>
  )
}
