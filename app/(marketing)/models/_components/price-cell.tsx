import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/pieces/money'

/** A price for one million tokens; zero is said in words. */
export async function PriceCell({ nanoUsd }: { nanoUsd: bigint }) {
  const t = await getTranslations('site.models')
  if (nanoUsd === 0n) return <span>{t('free')}</span>
  return <Money nanoUsd={nanoUsd} />
}
