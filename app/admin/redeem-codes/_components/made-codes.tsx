'use client'

import { DownloadIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { CopyButton } from '@/components/ui/copy-button'
import { DialogDescription, DialogFooter, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import type { RedeemCodeView } from '@/lib/redeem-codes'
import { codesCsv } from './codes-csv'
import type { PlanChoice } from './codes-form'

const shownCodes = 20

type MadeCodesProps = { codes: readonly RedeemCodeView[]; plans: readonly PlanChoice[]; onClose: () => void }

/** The one time codes are shown whole; they live nowhere in the browser but in this dialog. */
export function MadeCodes({ codes, plans, onClose }: MadeCodesProps) {
  const t = useTranslations('operator.codes.made')
  const csv = useMemo(() => codesCsv(codes, new Map(plans.map((plan) => [plan.id, plan.name]))), [codes, plans])
  const url = useObjectUrl(csv)
  return (
    <>
      <DialogHeader>
        <DialogTitle>{t('title', { count: codes.length })}</DialogTitle>
        <DialogDescription>{t('description')}</DialogDescription>
      </DialogHeader>
      <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto rounded-lg border border-line bg-sunken px-3 py-2">
        {codes.slice(0, shownCodes).map((code) => (
          <li key={code.id} data-code className="font-mono text-sm">
            {code.code}
          </li>
        ))}
        {codes.length > shownCodes && (
          <li className="text-ink-soft text-xs">{t('more', { count: codes.length - shownCodes })}</li>
        )}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button asChild>
          <a href={url} download={`turnpike-codes-${codes[0]?.batch || codes[0]?.id || 'batch'}.csv`}>
            <DownloadIcon aria-hidden />
            {t('download')}
          </a>
        </Button>
        <CopyButton value={codes.map((code) => code.code).join('\n')} label={t('copy')} />
      </div>
      <Callout tone="amber">{t('warning')}</Callout>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          {t('saved')}
        </Button>
      </DialogFooter>
    </>
  )
}

function useObjectUrl(text: string): string {
  const [url, setUrl] = useState('')
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [text])
  return url
}
