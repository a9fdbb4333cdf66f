import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { PriceTable } from '../models/_components/price-table'
import { featuredPrices } from './featured-prices'

/** A few prices of the book as it is in force now; nothing when it is empty. */
export async function LandingPrices() {
  const [t, prices] = await Promise.all([getTranslations('site.prices'), featuredPrices()])
  if (prices.length === 0) return null
  return (
    <section aria-labelledby="prices" className="mx-auto flex w-full max-w-[1264px] flex-col gap-6 px-4 pb-24 md:px-8">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
        <div className="flex flex-col gap-2">
          <h2 id="prices" className="font-semibold text-2xl tracking-tight">
            {t('title')}
          </h2>
          <p className="text-base text-ink-soft leading-7">{t('lead')}</p>
        </div>
        <Button asChild variant="link">
          <Link href="/models">{t('all')}</Link>
        </Button>
      </div>
      <PriceTable prices={prices} compact />
    </section>
  )
}
