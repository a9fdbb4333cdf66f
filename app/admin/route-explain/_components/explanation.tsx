import { useTranslations } from 'next-intl'
import { Section } from '@/components/layout/section'
import { Money } from '@/components/pieces/money'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import type { RouteExplanationView } from '@/lib/operations/schemas'
import { Facts } from '../../_components/facts'
import { MonoId } from '../../_components/mono-id'
import { CandidateTable } from './candidate-table'
import type { Explained } from './explain-asked'

/** What would become of the call at this moment. */
export function Explanation({ explained }: { explained: Explained }) {
  const t = useTranslations('route')
  if (explained.kind === 'nothing_asked') return null
  if (explained.kind === 'problem') {
    const { problem } = explained
    return (
      <Callout tone="red" title={t(`problems.${problem}`)}>
        {t(`problems.${problem}Hint`)}
      </Callout>
    )
  }
  const { route } = explained
  return (
    <>
      <Outcome route={route} />
      <Section title={t('accounts.title')} description={t('accounts.description')}>
        <CandidateTable route={route} />
      </Section>
      <Section title={t('call.title')}>
        <Card className="px-4 py-2">
          <CallFacts route={route} />
        </Card>
      </Section>
    </>
  )
}

function Outcome({ route }: { route: RouteExplanationView }) {
  const t = useTranslations('route.outcome')
  const { outcome, refusedBy, wouldPick, queue } = route
  const name = route.accounts.find(({ accountId }) => accountId === wouldPick)?.name ?? ''
  if (outcome === 'served') {
    const isBound = wouldPick === route.stickyAccountId
    return <Callout title={t('served', { name })}>{t(isBound ? 'servedBound' : 'servedBest')}</Callout>
  }
  if (outcome === 'waits') {
    return (
      <Callout tone="amber" title={t('waits')}>
        {t('waitsHint', { waiting: queue.waiting, most: queue.maxWaiting })}
      </Callout>
    )
  }
  return (
    <Callout tone="red" title={t('refused', { code: refusedBy ?? '' })}>
      {t('refusedHint')}
    </Callout>
  )
}

function CallFacts({ route }: { route: RouteExplanationView }) {
  const t = useTranslations('route.call')
  const { hold, queue } = route
  const held =
    hold === null ? (
      t('noHold')
    ) : (
      <>
        <Money nanoUsd={hold.amountNanoUsd} />{' '}
        <span className="text-ink-soft">
          {t('holdOf', { input: hold.inputTokens, output: hold.maxOutputTokens, multiplier: hold.rateMultiplier })}
        </span>
      </>
    )
  return (
    <Facts
      facts={[
        { label: t('hold'), value: held },
        { label: t('protocol'), value: <span className="font-mono text-xs">{route.protocol}</span> },
        { label: t('queue'), value: t('queueOf', { waiting: queue.waiting, most: queue.maxWaiting }) },
        { label: t('customer'), value: <MonoId id={route.userId} href={`/admin/users/${route.userId}`} /> },
        { label: t('key'), value: <MonoId id={route.keyId} /> },
        { label: t('pool'), value: <MonoId id={route.poolId} /> },
      ]}
    />
  )
}
