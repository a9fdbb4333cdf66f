import Link from 'next/link'
import { cn } from '@/components/ui/cn'

type MonoIdProps = { id: string; href?: string; short?: boolean; className?: string }

const shownEnd = 6

/** An id in mono, shortened in tables; leads to its own page when it has one. */
export function MonoId({ id, href, short = false, className }: MonoIdProps) {
  const prefix = id.slice(0, id.indexOf('_') + 1)
  const text = short && id.length > 16 ? `${prefix}…${id.slice(-shownEnd)}` : id
  const classes = cn('whitespace-nowrap font-mono text-xs', className)
  if (href === undefined) {
    return (
      <span title={id} className={classes}>
        {text}
      </span>
    )
  }
  return (
    <Link
      href={href}
      title={id}
      className={cn(classes, 'focus-ring rounded-sm underline decoration-edge underline-offset-4 hover:decoration-ink')}
    >
      {text}
    </Link>
  )
}
