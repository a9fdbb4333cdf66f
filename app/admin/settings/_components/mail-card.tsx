'use client'

import { MailIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Spinner } from '@/components/ui/spinner'
import type { MailWay } from '@/lib/mail'
import { Only } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { testMail } from '../actions'

/** How mails leave, and a try of it. */
export function MailCard({ way, email }: { way: MailWay; email: string }) {
  const t = useTranslations('operator.mail')
  const { pending, run } = useRun()
  return (
    <Card>
      <CardContent className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-2xl text-sm">
          {way.kind === 'smtp' ? t('smtp', { host: way.host }) : t(way.kind)}{' '}
          <span className="text-ink-soft">{t('where')}</span>
        </p>
        <Only>
          <Button
            className="h-auto min-h-9 max-w-full whitespace-normal text-left"
            onClick={() => run(() => testMail({}), t('sent', { email }))}
            disabled={pending}
          >
            {pending ? <Spinner /> : <MailIcon aria-hidden />}
            {t('send', { email })}
          </Button>
        </Only>
      </CardContent>
    </Card>
  )
}
