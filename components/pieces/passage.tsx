import { useTranslations } from 'next-intl'
import { cn } from '@/components/ui/cn'
import { formatDuration } from './format-duration'
import { type PassageSegment, type PassageTimes, passageSegments } from './passage-segments'

const fills: Record<PassageSegment['kind'], string> = {
  queue: 'bg-amber',
  attempt: 'bg-edge',
  failed: 'hatched text-red',
  'first-token': 'bg-ink-soft',
  streaming: 'bg-accent',
  settle: 'bg-ink',
}

/** One horizontal bar of a request's time; the legend below says the same in words. */
export function Passage({ className, ...times }: PassageTimes & { className?: string }) {
  const t = useTranslations('ui.passage')
  const segments = passageSegments(times)
  const total = segments.reduce((sum, segment) => sum + segment.durationMs, 0)
  const name = (segment: PassageSegment) => {
    if (segment.kind === 'attempt' || segment.kind === 'failed') return segment.label || t('attempt')
    if (segment.kind === 'first-token') return t('firstToken')
    return t(segment.kind)
  }
  return (
    <figure data-slot="passage" className={cn('flex flex-col gap-3', className)}>
      <div aria-hidden className="flex items-stretch gap-0.5">
        <span className="w-0.5 rounded-full bg-ink" />
        <div className="flex h-7 min-w-0 flex-1 gap-px overflow-hidden rounded-[2px] bg-sunken">
          {segments.map((segment) => (
            <span
              key={segment.key}
              title={`${name(segment)}: ${formatDuration(segment.durationMs)}`}
              className={cn('h-full min-w-[3px] basis-0', fills[segment.kind])}
              style={{ flexGrow: Math.max(segment.durationMs, 0.001) }}
            />
          ))}
        </div>
        <span className="w-0.5 rounded-full bg-ink" />
      </div>
      <figcaption>
        <ol className="flex flex-wrap gap-x-5 gap-y-1.5 text-xs">
          {segments.map((segment) => (
            <li key={segment.key} className="flex items-center gap-1.5">
              <span aria-hidden className={cn('size-2.5 rounded-[2px]', fills[segment.kind])} />
              <span className="text-ink-soft">{name(segment)}</span>
              {segment.kind === 'failed' && (
                <span className="font-medium text-red">{[segment.status, t('failed')].filter(Boolean).join(' ')}</span>
              )}
              <span className="font-mono tabular-nums">{formatDuration(segment.durationMs)}</span>
            </li>
          ))}
          <li className="ml-auto flex items-center gap-1.5">
            <span className="text-ink-soft">{t('total')}</span>
            <span className="font-medium font-mono tabular-nums">{formatDuration(total)}</span>
          </li>
        </ol>
      </figcaption>
    </figure>
  )
}
