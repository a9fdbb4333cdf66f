import type { Metadata } from 'next'
import { getFormatter, getTranslations } from 'next-intl/server'
import measured from '@/app/_measured/gateway.json'
import { DocPage, DocSection } from '../_components/doc-page'
import { docTags } from '../_components/doc-tags'
import { MeasuredTable } from '../_components/measured-table'

type Name = keyof (typeof measured)['medians']['json-32']

const names = ['upstream', 'nginx', 'turnpike', 'turnpike-redis', 'turnpike-next', 'portkey'] as const
const isMeasured = (name: string): name is Name => name in measured.medians['json-32']
const isOwn = (name: string) => name.startsWith('turnpike')

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('docs.performance')
  return { title: t('title'), description: t('lead') }
}

export default async function PerformancePage() {
  const [t, format] = await Promise.all([getTranslations('docs.performance'), getFormatter()])
  const { medians, versions } = measured
  const present = names.filter(isMeasured)
  const ms = (value: number) => `${format.number(value, { maximumFractionDigits: 1, minimumFractionDigits: 1 })} ms`
  const title = (name: Name) => t(`names.${name}`, { version: versions[name] })
  const calls = present.map((name) => {
    const [many, one] = [medians['json-32'][name], medians['json-1'][name]]
    const rate = format.number(Math.round(many.perSecond))
    return { cells: [title(name), rate, ms(many.p50Ms), ms(one.p50Ms), ms(one.p99Ms)], strong: isOwn(name) }
  })
  const streams = present.map((name) => {
    const [few, many] = [medians['streams-100'][name], medians['streams-500'][name]]
    return {
      cells: [title(name), ms(few.gapP99Ms), ms(many.gapP99Ms), format.number(few.broken + many.broken)],
      strong: isOwn(name),
    }
  })
  const callHead = [t('calls.contender'), t('calls.rate'), t('calls.p50'), t('calls.one'), t('calls.oneP99')]
  const streamHead = [t('calls.contender'), t('streams.few'), t('streams.many'), t('streams.broken')]
  const date = format.dateTime(new Date(measured.at), { dateStyle: 'long', timeZone: 'UTC' })
  return (
    <DocPage title={t('title')} lead={t('lead')}>
      <DocSection id="calls" title={t('calls.title')}>
        {t.rich('calls.body', docTags)}
        <MeasuredTable label={t('calls.title')} head={callHead} rows={calls} />
      </DocSection>
      <DocSection id="streams" title={t('streams.title')}>
        {t.rich('streams.body', docTags)}
        <MeasuredTable label={t('streams.title')} head={streamHead} rows={streams} />
      </DocSection>
      <p className="text-ink-soft text-sm leading-6">
        {t('machine', { date, machine: measured.machine, rounds: measured.rounds })}
      </p>
    </DocPage>
  )
}
