import { getTranslations } from 'next-intl/server'
import { mailWay } from '@/lib/mail'

/** Where a mail is on a start without a mail server: nobody would look for it there. */
export async function OutboxNote() {
  const way = mailWay()
  if (way.kind !== 'outbox') return null
  const t = await getTranslations('auth')
  return (
    <div className="mt-5 flex flex-col gap-1 border-line border-t pt-4 text-sm" data-testid="outbox">
      <p className="text-ink-soft">{t('outbox')}</p>
      <code className="break-all font-mono text-xs">{way.directory}</code>
    </div>
  )
}
