'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { ModelPriceView } from '@/lib/management-api'
import { useMay } from '../../_components/staff'
import { PriceDialog } from './price-dialog'

/** Opens the price form: for a new model, or for the next version of one. */
export function AddPrice({ price = null }: { price?: ModelPriceView | null }) {
  const may = useMay('admin')
  const t = useTranslations('admin.models')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {price === null && <PlusIcon aria-hidden />}
        {t(price === null ? 'add' : 'change')}
      </Button>
      {open && <PriceDialog price={price} model={price?.model ?? ''} open onOpenChange={setOpen} />}
    </>
  )
}
