import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { places } from '@/components/ui/places'
import { Skeleton } from '@/components/ui/skeleton'

type PageSkeletonProps = {
  title: string
  description?: string
  /** The page has a primary action in its bar. */
  action?: boolean
  aside?: ReactNode
  wide?: boolean
  className?: string
  children: ReactNode
}

/** A page before its data is there: its own title at once, and the outline of the rest in its final size. */
export function PageSkeleton({
  title,
  description,
  action,
  aside,
  wide = false,
  className,
  children,
}: PageSkeletonProps) {
  const t = useTranslations('ui')
  return (
    <>
      <PageHeader
        title={title}
        crumbs={[{ label: title }]}
        description={description}
        action={action && <Skeleton className="h-9 w-28 rounded-lg" />}
        aside={aside}
      />
      <PageBody wide={wide} className={className} aria-busy="true">
        <p role="status" className="sr-only">
          {t('loading')}
        </p>
        {children}
      </PageBody>
    </>
  )
}

/** A list: its toolbar, its head, its rows. */
export function TableSkeleton({ rows = 10 }: { rows?: number }) {
  return (
    <div aria-hidden className="flex flex-col gap-3">
      <Skeleton className="h-8 w-64 max-w-full" />
      <RowsSkeleton rows={rows} />
    </div>
  )
}

/** Rows in the height of a table's own. */
export function RowsSkeleton({ rows }: { rows: number }) {
  return (
    <div
      aria-hidden
      className="flex flex-col divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface"
    >
      <div className="h-9 bg-sunken" />
      {places(rows).map((row) => (
        <div key={row} className="flex h-11 items-center gap-6 px-4">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-24" />
          <Skeleton className="ml-auto h-4 w-16" />
        </div>
      ))}
    </div>
  )
}
