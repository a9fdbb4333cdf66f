import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { cn } from './cn'

export type Crumb = { label: string; href?: string }

export function Breadcrumb({ items, className }: { items: readonly Crumb[]; className?: string }) {
  const t = useTranslations('ui')
  return (
    <nav data-slot="breadcrumb" aria-label={t('breadcrumb')} className={cn('min-w-0', className)}>
      <ol className="flex min-w-0 items-center gap-2 text-sm">
        {items.map((item, index) => {
          const last = index === items.length - 1
          return (
            <Fragment key={`${item.label}-${item.href ?? index}`}>
              {index > 0 && (
                <li aria-hidden className="hidden text-edge sm:block">
                  /
                </li>
              )}
              <li className={cn('min-w-0 truncate', !last && 'hidden shrink-0 sm:block')}>
                {item.href && !last ? (
                  <Link href={item.href} className="focus-ring rounded-sm text-ink-soft hover:text-ink">
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
