import type { ComponentProps } from 'react'
import { cn } from './cn'

// What scrolls must be reachable by keyboard, even when nothing inside takes focus.
const reachable = { tabIndex: 0 }

/** Scrolls sideways inside its own region, which the keyboard can reach. */
export function Table({ className, label, ...props }: ComponentProps<'table'> & { label?: string }) {
  return (
    <section
      data-slot="table-scroll"
      aria-label={label}
      {...reachable}
      className="focus-ring relative w-full overflow-x-auto focus-visible:outline-offset-[-2px]"
    >
      <table data-slot="table" className={cn('w-full caption-bottom border-collapse text-sm', className)} {...props} />
    </section>
  )
}

export function TableHeader({ className, ...props }: ComponentProps<'thead'>) {
  return <thead className={cn('border-line border-b', className)} {...props} />
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody className={cn('divide-y divide-line', className)} {...props} />
}

export function TableFooter({ className, ...props }: ComponentProps<'tfoot'>) {
  return <tfoot className={cn('border-ink border-t font-medium', className)} {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return <tr data-slot="table-row" className={cn('hover:bg-sunken/60 data-selected:bg-sunken', className)} {...props} />
}

type CellAlign = { numeric?: boolean }

export function TableHead({ className, numeric, scope = 'col', ...props }: ComponentProps<'th'> & CellAlign) {
  return (
    <th
      scope={scope}
      className={cn(
        'h-9 whitespace-nowrap px-3 text-left align-middle font-medium text-ink-soft text-xs first:pl-4 last:pr-4',
        numeric && 'text-right',
        className,
      )}
      {...props}
    />
  )
}

export function TableCell({ className, numeric, ...props }: ComponentProps<'td'> & CellAlign) {
  return (
    <td
      className={cn(
        'h-11 px-3 py-1.5 align-middle first:pl-4 last:pr-4',
        numeric && 'whitespace-nowrap text-right tabular-nums',
        className,
      )}
      {...props}
    />
  )
}
