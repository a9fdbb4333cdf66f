'use client'

import { ScaleIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useTransition } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'

type ReconcileProps = { broken: number; checkedAt: string }

/** Checks the books anew and says what came of it. */
export function Reconcile({ broken, checkedAt }: ReconcileProps) {
  const t = useTranslations('admin.ledger')
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const asked = useRef(false)
  useEffect(() => {
    // A new time of checking means the books were read again.
    if (!asked.current || !checkedAt) return
    asked.current = false
    if (broken === 0) toast.success(t('reconciled'))
    else toast.error(t('notReconciled', { count: broken }))
  }, [checkedAt, broken, t])
  const reconcile = () => {
    asked.current = true
    startTransition(() => router.refresh())
  }
  return (
    <Button variant="primary" onClick={reconcile} disabled={pending}>
      {pending ? <Spinner /> : <ScaleIcon aria-hidden />}
      {t('reconcile')}
    </Button>
  )
}
