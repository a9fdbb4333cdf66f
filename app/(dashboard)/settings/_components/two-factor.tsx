'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useAct } from '@/components/forms/use-act'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { startTwoFactorAction } from '../danger-actions'
import { TwoFactorOff } from './two-factor-off'
import { type Enrolment, TwoFactorSetup } from './two-factor-setup'

/** Off → scan and confirm → recovery codes, once; on → off with password and code. */
export function TwoFactor({ isOn, hasPassword }: { isOn: boolean; hasPassword: boolean }) {
  const t = useTranslations('settings.twoFactor')
  const router = useRouter()
  const { pending, act } = useAct()
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const start = () => act(() => startTwoFactorAction({}), setEnrolment)
  const close = () => {
    setEnrolment(null)
    router.refresh()
  }
  if (enrolment) return <TwoFactorSetup enrolment={enrolment} onDone={close} />
  if (isOn) return <TwoFactorOff hasPassword={hasPassword} onDone={close} />
  return (
    <Button onClick={start} disabled={pending}>
      {pending && <Spinner />}
      {t('start')}
    </Button>
  )
}
