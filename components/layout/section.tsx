import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

/** Holds the sections of a page: margins, gaps, at most 1200 px unless `wide`. */
export function PageBody({ className, wide = false, ...props }: ComponentProps<'div'> & { wide?: boolean }) {
  return (
    <div
      data-slot="page-body"
      className={cn('flex w-full flex-col gap-8 px-4 pb-16 md:px-8', !wide && 'max-w-[1264px]', className)}
      {...props}
    />
  )
}

export type SectionProps = Omit<ComponentProps<'section'>, 'title'> & {
  title?: ReactNode
  description?: ReactNode
  action?: ReactNode
}

export function Section({ className, title, description, action, children, ...props }: SectionProps) {
  return (
    <section data-slot="section" className={cn('flex min-w-0 flex-col gap-4', className)} {...props}>
      {(title || action) && (
        <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
          <div className="flex flex-col gap-0.5">
            {title && <h2 className="font-semibold text-base">{title}</h2>}
            {description && <p className="max-w-2xl text-ink-soft text-sm">{description}</p>}
          </div>
          {action && <div className="flex items-center gap-2">{action}</div>}
        </div>
      )}
      {children}
    </section>
  )
}
