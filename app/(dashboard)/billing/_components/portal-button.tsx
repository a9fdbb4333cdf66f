'use client'

import { ExternalLinkIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { openPortalAction } from '../actions'
import { useLeave } from './use-leave'

/** To the payment service's own pages: cards, invoices, addresses. */
export function PortalButton() {
  const t = useTranslations('billing.invoices')
  const { pending, leave } = useLeave()
  return (
    <Button size="sm" disabled={pending} onClick={() => void leave(async () => await openPortalAction({}))}>
      {pending ? <Spinner /> : <ExternalLinkIcon aria-hidden />}
      {t('portal')}
    </Button>
  )
}
