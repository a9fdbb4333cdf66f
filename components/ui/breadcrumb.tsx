import { ChevronLeftIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { cn } from './cn'

export type Crumb = { label: string; href?: string }

/** The whole way on wide screens; on phones only the step back. */
export function Breadcrumb({ items, className }: { items: readonly Crumb[]; className?: string }) {
  const t = useTranslations('ui')
  return (
    <nav data-slot="breadcrumb" aria-label={t('breadcrumb')} className={cn('min-w-0', className)}>
      <ol className="flex min-w-0 items-center gap-2 text-sm">
        {items.map((item, index) => {
          const last = index === items.length - 1
          const parent = index === items.length - 2
          return (
            <Fragment key={`${item.label}-${item.href ?? index}`}>
              {index > 0 && (
                <li aria-hidden className="text-edge max-md:hidden">
                  /
                </li>
              )}
              <li className={cn('min-w-0 truncate', !parent && 'max-md:hidden', !last && 'shrink-0')}>
                {item.href && !last ? (
                  <Link
                    href={item.href}
                    className="focus-ring touch-target inline-flex items-center gap-1 rounded-sm text-ink-soft hover:text-ink"
                  >
                    <ChevronLeftIcon aria-hidden className="size-4 md:hidden" />
                    {item.label}
                  </Link>
                ) : (
                  <span aria-current={last ? 'page' : undefined} className="font-medium">
                    {item.label}
                  </span>
                )}
              </li>
            </Fragment>
          )
        })}
      </ol>
    </nav>
  )
}
