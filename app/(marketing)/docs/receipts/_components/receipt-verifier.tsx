'use client'

import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { type CheckResult, checkReceipt } from '@/app/_receipts/check-receipt'
import { ReceiptVerdict } from '@/app/_receipts/receipt-verdict'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'

/** Paste a receipt, see whether it adds up and whether it is ours; it never leaves the browser. */
export function ReceiptVerifier() {
  const t = useTranslations('usage.verify')
  const [text, setText] = useState('')
  const [result, setResult] = useState<CheckResult | null>(null)
  const change = (value: string) => {
    setText(value)
    setResult(null)
  }
  const field = useRef<HTMLTextAreaElement>(null)
  const isUnreadable = result?.kind === 'unreadable'
  const check = async () => {
    const found = await checkReceipt(text)
    setResult(found)
    if (found.kind === 'unreadable') field.current?.focus()
  }
  return (
    <div className="flex flex-col gap-3">
      <Field label={t('paste')} hint={t('pasteHint')} error={isUnreadable ? t('unreadable') : undefined}>
        <Textarea
          ref={field}
          className="font-mono"
          spellCheck={false}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      </Field>
      <Button variant="primary" className="self-start" disabled={text.trim() === ''} onClick={() => void check()}>
        {t('check')}
      </Button>
      <div aria-live="polite">{result && <ReceiptVerdict result={result} />}</div>
    </div>
  )
}
