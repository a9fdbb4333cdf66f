import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from './cn'

const badgeVariants = cva(
  'inline-flex h-5 w-fit items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 font-medium text-xs [&_svg]:size-3',
  {
    variants: {
      tone: {
        neutral: 'border-line bg-sunken text-ink-soft',
        strong: 'border-ink bg-ink text-surface',
        active: 'border-accent/30 bg-accent-soft text-accent',
        amber: 'border-amber/30 bg-amber-soft text-amber',
        red: 'border-red/30 bg-red-soft text-red',
        outline: 'border-edge text-ink',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

export type BadgeProps = ComponentProps<'span'> & VariantProps<typeof badgeVariants>

/** `active` = running, `amber` = waiting or attention, `red` = broken; everything else is neutral. */
export function Badge({ className, tone, ...props }: BadgeProps) {
  return <span data-slot="badge" className={cn(badgeVariants({ tone }), className)} {...props} />
}
