import { PageBody } from '@/components/layout/section'
import { places } from '@/components/ui/places'
import { Skeleton } from '@/components/ui/skeleton'

type ListSkeletonProps = { rows?: number; cards?: number }

/** The outline of a page with a list, in its final size. */
export function ListSkeleton({ rows = 8, cards = 0 }: ListSkeletonProps) {
  return (
    <div aria-hidden className="flex flex-col">
      <div className="h-14 border-line border-b" />
      <div className="flex flex-col gap-2 px-4 pt-8 pb-6 md:px-8">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-4 w-96 max-w-full" />
      </div>
      <PageBody wide>
        {cards > 0 && (
          <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
            {places(cards).map((card) => (
              <Skeleton key={card} className="h-28 rounded-lg" />
            ))}
          </div>
        )}
        {rows > 0 && (
          <div className="flex flex-col gap-3">
            <Skeleton className="h-8 w-64" />
            <div className="flex flex-col divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
              <div className="h-9 bg-sunken" />
              {places(rows).map((row) => (
                <div key={row} className="flex h-11 items-center gap-6 px-4">
                  <Skeleton className="h-4 w-40" />
                  <Skeleton className="h-4 w-24" />
                  <Skeleton className="ml-auto h-4 w-16" />
                </div>
              ))}
            </div>
          </div>
        )}
      </PageBody>
    </div>
  )
}
