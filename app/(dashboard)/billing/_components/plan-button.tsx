'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { leaveIfSessionEnded } from '@/components/forms/sign-in-again'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Spinner } from '@/components/ui/spinner'
import { cancelPlanAction, resumePlanAction, subscribeAction, switchPlanAction } from '../actions'
import { useLeave } from './use-leave'

export type PlanAct = 'subscribe' | 'upgrade' | 'downgrade' | 'keep' | 'cancel' | 'resume'
export type PlanButtonProps = {
  act: PlanAct
  planId: string
  planName: string
  subscriptionId: string | null
  /** The end of the running period, as text. */
  periodEnd: string
}

/** The one thing that can be done with a plan now. */
export function PlanButton({ act, planId, planName, subscriptionId, periodEnd }: PlanButtonProps) {
  const t = useTranslations('billing.plan')
  const router = useRouter()
  const { pending, leave } = useLeave()
  if (act === 'subscribe') {
    return (
      <Button
        variant="secondary"
        disabled={pending}
        onClick={() => void leave(async () => await subscribeAction({ planId }))}
      >
        {pending && <Spinner />}
        {t('subscribe', { plan: planName })}
      </Button>
    )
  }
  const run = async (): Promise<string | undefined> => {
    const id = { subscriptionId: subscriptionId ?? '' }
    const result =
      act === 'cancel'
        ? await cancelPlanAction(id)
        : act === 'resume'
          ? await resumePlanAction(id)
          : await switchPlanAction({ ...id, planId })
    leaveIfSessionEnded(result)
    if (!result.ok) return result.error.message
    toast.success(t(`done.${act}`, { plan: planName, date: periodEnd }))
    router.refresh()
    return undefined
  }
  return (
    <ConfirmDialog
      title={t(`ask.${act}`, { plan: planName })}
      description={t(`explain.${act}`, { plan: planName, date: periodEnd })}
      confirmLabel={t(`confirm.${act}`)}
      tone={act === 'cancel' ? 'danger' : 'primary'}
      onConfirm={run}
      trigger={
        <Button variant={act === 'cancel' ? 'ghost' : 'secondary'}>{t(`act.${act}`, { plan: planName })}</Button>
      }
    />
  )
}
