import { useTranslations } from 'next-intl'
import { Section } from '@/components/layout/section'
import { Skeleton } from '@/components/ui/skeleton'
import { PageSkeleton } from '../_components/page-skeleton'

const sections = ['profile', 'password', 'twoFactor', 'sessions', 'notifications'] as const
const heights = { profile: 'h-40', password: 'h-40', twoFactor: 'h-20', sessions: 'h-32', notifications: 'h-48' }

export default function SettingsLoading() {
  const t = useTranslations('settings')
  return (
    <PageSkeleton title={t('title')} className="max-w-[920px]">
      {sections.map((name) => (
        <Section key={name} title={t(`${name}.title`)}>
          <Skeleton className={`${heights[name]} rounded-lg`} />
        </Section>
      ))}
    </PageSkeleton>
  )
}
