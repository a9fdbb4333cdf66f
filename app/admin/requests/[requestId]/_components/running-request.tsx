import { useTranslations } from 'next-intl'
import { PageBody, Section } from '@/components/layout/section'
import { Money } from '@/components/pieces/money'
import { RelativeTime } from '@/components/pieces/relative-time'
import { Card, CardContent } from '@/components/ui/card'
import type { TracedHold } from '@/lib/operations'
import { Facts } from '../../../_components/facts'
import { MonoId } from '../../../_components/mono-id'

/** A call that hasn't ended: all there is of it is its hold. */
export function RunningRequest({ hold }: { hold: TracedHold }) {
  const t = useTranslations('admin.request.hold')
  return (
    <PageBody>
      <Section title={t('title')} description={t('description')}>
        <Card>
          <CardContent>
            <Facts
              facts={[
                { label: t('amount'), value: <Money nanoUsd={hold.amountNanoUsd} /> },
                { label: t('fundedBy'), value: hold.fundedBy },
                { label: t('user'), value: <MonoId id={hold.userId} href={`/admin/users/${hold.userId}`} /> },
                { label: t('process'), value: <MonoId id={hold.processId} /> },
                { label: t('since'), value: <RelativeTime at={hold.createdAt} /> },
              ]}
            />
          </CardContent>
        </Card>
      </Section>
    </PageBody>
  )
}
