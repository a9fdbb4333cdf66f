import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { alertViews } from '../search-params'

type ViewLinksProps = { current: (typeof alertViews)[number] }

/** What happened, what is watched, what is quiet: each has its own address. */
export async function ViewLinks({ current }: ViewLinksProps) {
  const t = await getTranslations('alerts')
  return (
    <nav aria-label={t('views.label')} className="flex gap-5 overflow-x-auto border-line border-b">
      {alertViews.map((view) => (
        <Link
          key={view}
          href={view === 'events' ? '/admin/alerts' : `/admin/alerts?view=${view}`}
          aria-current={view === current ? 'page' : undefined}
          className="focus-ring -mb-px inline-flex h-10 shrink-0 items-center border-transparent border-b-2 font-medium text-ink-soft text-sm hover:text-ink focus-visible:outline-offset-[-2px] aria-[current]:border-ink aria-[current]:text-ink"
        >
          {t(`views.${view}`)}
        </Link>
      ))}
    </nav>
  )
}
