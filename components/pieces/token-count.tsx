import { useTranslations } from 'next-intl'
import { cn } from '@/components/ui/cn'
import { formatCount } from './format-count'

/** A number of tokens, shortened; the whole number on hover and for screen readers. */
export function TokenCount({ value, className }: { value: number; className?: string }) {
  const t = useTranslations('ui')
  const exact = t('tokens', { count: value.toLocaleString('en-US') })
  return (
    <span data-slot="token-count" title={exact} className={cn('whitespace-nowrap tabular-nums', className)}>
      <span aria-hidden>{formatCount(value)}</span>
      <span className="sr-only select-none">{exact}</span>
    </span>
  )
}
