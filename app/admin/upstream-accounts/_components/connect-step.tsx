'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { DialogDescription, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { useRun } from '../../_components/use-run'
import { updateAccount } from '../actions'
import { TestProgress } from './test-progress'
import { useAccountTest } from './use-account-test'

type ConnectStepProps = { account: UpstreamAccountView; onBack: () => void; onDone: () => void }

/** The second step of adding an account: it is tested while it is still disabled, and takes calls once one says so. */
export function ConnectStep({ account: { id, name }, onBack, onDone }: ConnectStepProps) {
  const t = useTranslations('operator.connect')
  const words = useTranslations('admin.accounts')
  const { run, pending } = useRun()
  const { progress, start } = useAccountTest(id)
  const running = !progress.result && !progress.broken
  const works = progress.result?.ok === true
  const enable = () => {
    run(() => updateAccount({ id, enabled: true }), words('done.enabled', { name }))
    onDone()
  }
  return (
    <>
      <DialogHeader>
        <DialogTitle>{words('test.title', { name })}</DialogTitle>
        <DialogDescription>{t('hint')}</DialogDescription>
      </DialogHeader>
      <TestProgress progress={progress} />
      <DialogFooter>
        <Button variant="ghost" onClick={onDone}>
          {t('leave')}
        </Button>
        <Button onClick={onBack} disabled={running}>
          {t('back')}
        </Button>
        {!works && (
          <Button onClick={start} disabled={running}>
            {words('test.again')}
          </Button>
        )}
        <Button variant={works ? 'primary' : 'secondary'} onClick={enable} disabled={running || pending}>
          {t(works ? 'enable' : 'enableAnyway')}
        </Button>
      </DialogFooter>
    </>
  )
}
