'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { type CheckResult, checkReceipt } from '@/app/_receipts/check-receipt'
import { ReceiptVerdict } from '@/app/_receipts/receipt-verdict'
import { Button } from '@/components/ui/button'

/** Adds the receipt up anew and checks its signature, in this browser. */
export function VerifyButton({ receipt }: { receipt: string }) {
  const t = useTranslations('usage.verify')
  const [result, setResult] = useState<CheckResult | null>(null)
  return (
    <>
      <Button size="sm" onClick={() => void checkReceipt(receipt).then(setResult)}>
        {t('verify')}
      </Button>
      <div aria-live="polite" className="w-full">
        {result && <ReceiptVerdict result={result} />}
      </div>
    </>
  )
}
