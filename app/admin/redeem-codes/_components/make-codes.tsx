'use client'

import { PlusIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import type { RedeemCodeView } from '@/lib/redeem-codes'
import { useMay } from '../../_components/staff'
import { CodesForm, type PlanChoice } from './codes-form'
import { MadeCodes } from './made-codes'

/** Makes codes in two steps: what they give, then the codes themselves, once. */
export function MakeCodes({ plans, secondary = false }: { plans: readonly PlanChoice[]; secondary?: boolean }) {
  const t = useTranslations('operator.codes')
  const may = useMay('admin')
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<readonly RedeemCodeView[] | null>(null)
  const close = () => {
    setOpen(false)
    setMade(null)
    router.refresh()
  }
  if (!may) return null
  return (
    <>
      <Button variant={secondary ? 'secondary' : 'primary'} onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      <Dialog open={open} onOpenChange={(next) => (next ? setOpen(true) : made === null && close())}>
        <DialogContent className="max-w-2xl" closable={made === null}>
          {made === null ? (
            <CodesForm plans={plans} onMade={setMade} />
          ) : (
            <MadeCodes codes={made} plans={plans} onClose={close} />
          )}
        </DialogContent>
      </Dialog>
    </>
  )
}
