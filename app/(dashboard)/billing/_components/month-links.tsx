import { ChevronLeftIcon, ChevronRightIcon } from 'lucide-react'
import Link from 'next/link'
import { getFormatter, getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { addMonths } from './months'

/** The month shown, and the ways to the ones beside it. */
export async function MonthLinks({ month, current }: { month: string; current: string }) {
  const [t, format] = await Promise.all([getTranslations('billing.statement'), getFormatter()])
  const name = format.dateTime(new Date(`${month}-01T00:00:00Z`), { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return (
    <nav aria-label={t('month')} className="flex items-center gap-2">
      <Button asChild size="icon-sm" variant="ghost">
        <Link href={`/billing?month=${addMonths(month, -1)}`} aria-label={t('earlier')} scroll={false}>
          <ChevronLeftIcon />
        </Link>
      </Button>
      <span className="min-w-32 text-center text-sm">{name}</span>
      {month < current ? (
        <Button asChild size="icon-sm" variant="ghost">
          <Link href={`/billing?month=${addMonths(month, 1)}`} aria-label={t('later')} scroll={false}>
            <ChevronRightIcon />
          </Link>
        </Button>
      ) : (
        <span aria-hidden className="size-8" />
      )}
    </nav>
  )
}
