import { CircleAlertIcon, InfoIcon, TriangleAlertIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

export type CalloutProps = {
  tone?: 'info' | 'amber' | 'red'
  title?: ReactNode
  children?: ReactNode
  /** The one fix. */
  action?: ReactNode
  className?: string
}

const tones = {
  info: { icon: InfoIcon, box: 'border-line bg-surface', mark: 'text-ink-soft', bar: 'bg-edge' },
  amber: { icon: TriangleAlertIcon, box: 'border-amber/30 bg-amber-soft', mark: 'text-amber', bar: 'bg-amber' },
  red: { icon: CircleAlertIcon, box: 'border-red/30 bg-red-soft', mark: 'text-red', bar: 'bg-red' },
}

export function Callout({ tone = 'info', title, children, action, className }: CalloutProps) {
  const { icon: Icon, box, mark, bar } = tones[tone]
  return (
    <div
      data-slot="callout"
      role={tone === 'info' ? 'note' : 'status'}
      className={cn(
        'relative flex flex-wrap items-start gap-3 overflow-hidden rounded-lg border py-3 pr-4 pl-5',
        box,
        className,
      )}
    >
      <span aria-hidden className={cn('absolute inset-y-0 left-0 w-1', bar)} />
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', mark)} />
      <div className="flex min-w-0 flex-1 basis-56 flex-col gap-0.5 text-sm">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink">{children}</div>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  )
}
