'use client'

import { useTranslations } from 'next-intl'
import { Callout } from '@/components/ui/callout'
import type { CheckResult } from './check-receipt'

const notProven = ['missing', 'unsupported'] as const

/** What a check of a receipt found, line by line. */
export function ReceiptVerdict({ result }: { result: CheckResult }) {
  const t = useTranslations('usage.verify')
  if (result.kind === 'unreadable') {
    return (
      <Callout tone="red" title={t('unreadable')}>
        {result.reason}
      </Callout>
    )
  }
  if (result.kind === 'no_keys') return <Callout tone="amber" title={t('noKeys')} />
  const { problems, signature, keyId } = result.verdict
  const isRight = problems.length === 0 && signature === 'valid'
  const isOpen = problems.length === 0 && notProven.some((each) => each === signature)
  const title = isRight ? t('right') : isOpen ? t('open') : t('wrong')
  return (
    <Callout tone={isRight ? 'info' : isOpen ? 'amber' : 'red'} title={title}>
      <ul className="mt-1 flex flex-col gap-1" data-verdict={isRight ? 'right' : isOpen ? 'open' : 'wrong'}>
        {problems.length === 0 && <li>{t('addsUp')}</li>}
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.subject}`}>{t(`problems.${problem.code}`, { ...problem })}</li>
        ))}
        <li>{t(`signature.${signature}`, { keyId: keyId ?? '' })}</li>
      </ul>
    </Callout>
  )
}
