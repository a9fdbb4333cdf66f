import { getTranslations } from 'next-intl/server'
import { SegmentedLinks } from '../../_components/segmented-links'
import { type Granularity, type Range, ranges, stepsOf } from '../search-params'

/** How far back, and in what steps. */
export async function RangeLinks({ range, by }: { range: Range; by: Granularity }) {
  const t = await getTranslations('overview')
  return (
    <>
      <SegmentedLinks
        label={t('step.label')}
        items={stepsOf[range].map((step) => ({
          href: `/overview?range=${range}&by=${step}`,
          label: t(`step.${step}`),
          active: step === by,
        }))}
      />
      <SegmentedLinks
        label={t('range.label')}
        items={ranges.map((each) => ({
          href: `/overview?range=${each}`,
          label: t(`range.${each}`),
          active: each === range,
        }))}
      />
    </>
  )
}
