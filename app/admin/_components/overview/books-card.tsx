import { useTranslations } from 'next-intl'
import { TextLink } from '@/components/layout/text-link'
import { Money } from '@/components/pieces/money'
import { Card, CardHeader } from '@/components/ui/card'
import type { TrialBalance } from '@/lib/ledger'
import { InvariantList } from '../invariant-list'

/** Whether the money adds up, at a glance. */
export function BooksCard({ books }: { books: TrialBalance }) {
  const t = useTranslations('admin.overview.books')
  return (
    <Card>
      <CardHeader
        title={t('title')}
        description={t('description')}
        action={<TextLink href="/admin/ledger">{t('ledger')}</TextLink>}
      />
      <InvariantList invariants={books.invariants} />
      <p className="flex justify-between gap-4 border-line border-t px-4 py-3 text-sm">
        <span className="text-ink-soft">{t('held', { count: books.openHolds.count })}</span>
        <Money nanoUsd={books.openHolds.heldNanoUsd} />
      </p>
    </Card>
  )
}
