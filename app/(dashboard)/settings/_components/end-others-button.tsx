'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { leaveIfSessionEnded } from '@/components/forms/sign-in-again'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { endOtherSessionsAction } from '../actions'

export function EndOthersButton() {
  const t = useTranslations('settings.sessions')
  const router = useRouter()
  const confirm = async () => {
    const result = await endOtherSessionsAction({})
    leaveIfSessionEnded(result)
    if (!result.ok) return result.error.message
    toast(t('ended', { count: result.data.ended }))
    router.refresh()
    return undefined
  }
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t('endOthers')}</Button>}
      title={t('endOthersTitle')}
      description={t('endOthersBody')}
      confirmLabel={t('endOthers')}
      onConfirm={confirm}
    />
  )
}
