import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

export function Card({ className, ...props }: ComponentProps<'div'>) {
  return <div data-slot="card" className={cn('rounded-lg border border-line bg-surface', className)} {...props} />
}

type CardHeaderProps = Omit<ComponentProps<'div'>, 'title'> & {
  title: ReactNode
  description?: ReactNode
  action?: ReactNode
}

export function CardHeader({ className, title, description, action, ...props }: CardHeaderProps) {
  return (
    <div
      data-slot="card-header"
      className={cn('flex min-h-12 items-center justify-between gap-4 border-line border-b px-4 py-3', className)}
      {...props}
    >
      <div className="flex min-w-0 flex-col gap-0.5">
        <h3 className="font-semibold text-sm">{title}</h3>
        {description && <p className="text-ink-soft text-xs">{description}</p>}
      </div>
      {action && <div className="flex shrink-0 items-center gap-2">{action}</div>}
    </div>
  )
}

export function CardContent({ className, ...props }: ComponentProps<'div'>) {
  return <div data-slot="card-content" className={cn('p-4', className)} {...props} />
}
