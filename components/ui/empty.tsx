import { InboxIcon, type LucideIcon, SearchXIcon, TriangleAlertIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

export type EmptyProps = {
  /** `empty` teaches what will stand here, `no-match` offers to clear the filters, `error` says how to go on. */
  variant?: 'empty' | 'no-match' | 'error'
  icon?: LucideIcon
  title: string
  description: ReactNode
  /** One action; a second one only as a plain link. */
  action?: ReactNode
  className?: string
}

const icons = { empty: InboxIcon, 'no-match': SearchXIcon, error: TriangleAlertIcon }

export function Empty({ variant = 'empty', icon, title, description, action, className }: EmptyProps) {
  const Icon = icon ?? icons[variant]
  return (
    <div
      data-slot="empty"
      data-variant={variant}
      role={variant === 'error' ? 'alert' : undefined}
      className={cn('flex flex-col items-center gap-4 px-6 py-12 text-center', className)}
    >
      <div className="flex items-center gap-3" aria-hidden>
        <span className="lane-marking w-12" />
        <Icon className={cn('size-5', variant === 'error' ? 'text-red' : 'text-ink-soft')} />
        <span className="lane-marking w-12 -scale-x-100" />
      </div>
      <div className="flex max-w-sm flex-col gap-1">
        <p className="font-semibold text-sm">{title}</p>
        <p className="text-pretty text-ink-soft text-sm">{description}</p>
      </div>
      {action}
    </div>
  )
}
