'use client'

import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { stopViewing } from '../view-actions'

/** Leaves a customer's pages; the whole document is loaded anew, so that nothing of theirs stays. */
export function StopViewing() {
  const t = useTranslations('onboarding.notices')
  const [pending, startTransition] = useTransition()
  const stop = () =>
    startTransition(async () => {
      const result = await stopViewing({})
      if (result.ok) window.location.assign(result.data)
      else toast.error(result.error.message)
    })
  return (
    <Button size="sm" onClick={stop} disabled={pending}>
      {t('viewedStop')}
    </Button>
  )
}
