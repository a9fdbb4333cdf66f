import type { ReactNode } from 'react'
import { Breadcrumb, type Crumb } from '@/components/ui/breadcrumb'
import { cn } from '@/components/ui/cn'
import { CommandTrigger } from './command-trigger'

export type PageHeaderProps = {
  title: ReactNode
  /** Way from the shell's root to this page, itself included. */
  crumbs: readonly Crumb[]
  description?: ReactNode
  /** The one primary action of the page. */
  action?: ReactNode
  /** Beside the title: badges, ids, time range. */
  aside?: ReactNode
  className?: string
}

/** Sticky bar with breadcrumb and the primary action, then the title. */
export function PageHeader({ title, crumbs, description, action, aside, className }: PageHeaderProps) {
  return (
    <>
      <header
        data-slot="app-header"
        className={cn(
          'flex min-h-14 shrink-0 items-center justify-between gap-4 px-4 md:sticky md:top-0 md:z-10 md:h-14 md:border-line md:border-b md:bg-background md:px-8 md:in-data-[variant=admin]:top-1.5',
          // Phones show the step back and the action only: without either the bar would be an empty strip.
          crumbs.length < 2 && !action && 'max-md:min-h-4 max-md:overflow-hidden',
        )}
      >
        <Breadcrumb items={crumbs} />
        <div className="flex shrink-0 items-center gap-2">
          <CommandTrigger className="max-md:hidden" />
          {action}
        </div>
      </header>
      <div
        data-slot="page-header"
        className={cn(
          'flex flex-wrap items-end justify-between gap-x-8 gap-y-4 px-4 pt-2 pb-6 md:px-8 md:pt-8',
          className,
        )}
      >
        <div className="flex min-w-0 flex-col gap-1">
          <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
          {description && <p className="max-w-2xl text-pretty text-ink-soft text-sm">{description}</p>}
        </div>
        {aside && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
      </div>
    </>
  )
}
