'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle } from '@/components/ui/sheet'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { TestProgress } from './test-progress'
import { useAccountTest } from './use-account-test'

type TestSheetProps = { account: UpstreamAccountView; onClose: () => void }

/** Tests an account's connection while one watches, step by step. */
export function TestSheet({ account, onClose }: TestSheetProps) {
  const t = useTranslations('admin.accounts.test')
  const { progress, start } = useAccountTest(account.id)
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()}>
      <SheetContent>
        <SheetHeader>
          <SheetTitle className="font-semibold text-lg tracking-tight">{t('title', { name: account.name })}</SheetTitle>
          <SheetDescription className="text-ink-soft text-sm">{t('description')}</SheetDescription>
        </SheetHeader>
        <TestProgress progress={progress} />
        <div>
          <Button onClick={start} disabled={!progress.result && !progress.broken}>
            {t('again')}
          </Button>
        </div>
      </SheetContent>
    </Sheet>
  )
}
