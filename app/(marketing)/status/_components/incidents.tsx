import { getTranslations } from 'next-intl/server'
import { HealthDot } from '@/components/pieces/health-dot'
import { RelativeTime } from '@/components/pieces/relative-time'
import type { Incident } from '@/lib/alerts'

/** What is wrong now and what was in the last days, in the operator's words. */
export async function Incidents({ incidents }: { incidents: readonly Incident[] }) {
  const t = await getTranslations('incidents')
  const isCalm = incidents.every((incident) => incident.resolvedAt !== null)
  return (
    <section aria-labelledby="incidents" className="flex flex-col gap-3">
      <h2 id="incidents" className="font-semibold text-base">
        {t(isCalm ? 'calm' : 'open')}
      </h2>
      {incidents.length > 0 && (
        <ul className="flex flex-col divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
          {incidents.map((incident) => (
            <li key={incident.id} className="flex flex-col gap-1 px-4 py-3 text-sm">
              <span className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
                <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{incident.title}</span>
                <HealthDot
                  status={incident.resolvedAt === null ? 'broken' : 'ok'}
                  label={t(incident.resolvedAt === null ? 'ongoing' : 'resolved')}
                />
              </span>
              {incident.text !== '' && (
                <p className="max-w-2xl whitespace-pre-line text-ink-soft [overflow-wrap:anywhere]">{incident.text}</p>
              )}
              <p className="text-ink-soft text-xs">
                {t('since')} <RelativeTime at={incident.startedAt} absolute />
                {incident.resolvedAt !== null && (
                  <>
                    {' · '}
                    {t('until')} <RelativeTime at={incident.resolvedAt} absolute />
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
