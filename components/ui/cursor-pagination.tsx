import { ChevronRightIcon, ChevronsLeftIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Button } from './button'
import { cn } from './cn'

export type CursorPaginationProps = {
  /** Null at the end. */
  nextHref: string | null
  /** The same list without a cursor; null on the first page. */
  firstHref: string | null
  /** For instance "50 requests on this page". */
  summary?: string
  className?: string
}

/** Pages of a list that is read by cursor: on, or back to the newest. */
export function CursorPagination({ nextHref, firstHref, summary, className }: CursorPaginationProps) {
  const t = useTranslations('ui')
  if (nextHref === null && firstHref === null && !summary) return null
  return (
    <nav
      data-slot="cursor-pagination"
      aria-label={t('pagination')}
      className={cn('flex flex-wrap items-center justify-between gap-3', className)}
    >
      <p className="text-ink-soft text-xs">{summary}</p>
      <div className="flex gap-2">
        {firstHref !== null && (
          <Button asChild size="sm">
            <Link href={firstHref}>
              <ChevronsLeftIcon aria-hidden />
              {t('firstPage')}
            </Link>
          </Button>
        )}
        {nextHref !== null && (
          <Button asChild size="sm">
            <Link href={nextHref} rel="next">
              {t('nextPage')}
              <ChevronRightIcon aria-hidden />
            </Link>
          </Button>
        )}
      </div>
    </nav>
  )
}
