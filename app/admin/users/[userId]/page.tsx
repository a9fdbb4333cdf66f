import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { TextLink } from '@/components/layout/text-link'
import { Badge } from '@/components/ui/badge'
import { listApiKeys } from '@/lib/api-keys'
import { adminContext, requireAdmin } from '@/lib/auth'
import { listTransfers } from '@/lib/ledger'
import { summariseUsers } from '@/lib/operations'
import { listUsageRecords, usageRecordJson } from '@/lib/usage'
import { getLiveUser } from '@/lib/users'
import { MonoId } from '../../_components/mono-id'
import { orNotFound } from '../../_components/or-not-found'
import { RecentRequests } from '../../_components/recent-requests'
import { TransferTable } from '../../_components/transfer-table'
import { UserMenu } from '../_components/user-menu'
import { UserStatus } from '../_components/user-status'
import { KeysTable } from './_components/keys-table'
import { LimitsCard } from './_components/limits-card'
import { PlanSections } from './_components/plan-sections'
import { UserActions } from './_components/user-actions'
import { UserStats } from './_components/user-stats'

const shownRows = 10
const shownKeys = 100

type UserPageProps = { params: Promise<{ userId: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.user')
  return { title: t('title') }
}

export default async function UserPage({ params }: UserPageProps) {
  const ctx = await adminContext(await requireAdmin())
  const { userId } = await params
  const user = await orNotFound(getLiveUser(ctx, userId))
  const [t, words, keys, usage, transfers, summaries] = await Promise.all([
    getTranslations('admin.user'),
    getTranslations('admin.users'),
    listApiKeys(ctx, { userId, limit: shownKeys }),
    listUsageRecords({ userId, limit: shownRows }),
    listTransfers({ userId, limit: shownRows }),
    summariseUsers([userId]),
  ])
  return (
    <>
      <PageHeader
        title={user.email}
        description={<MonoId id={user.id} />}
        crumbs={[
          { label: t('admin'), href: '/admin' },
          { label: words('title'), href: '/admin/users' },
          { label: user.email },
        ]}
        action={<UserActions user={user} />}
        aside={
          <>
            <UserStatus user={user} />
            <Badge tone={user.role === 'customer' ? 'neutral' : 'strong'}>{words(`roles.${user.role}`)}</Badge>
            <UserMenu user={user} />
          </>
        }
      />
      <PageBody>
        <h2 className="sr-only">{t('now')}</h2>
        <UserStats user={user} spentTodayNanoUsd={summaries[0]?.spentTodayNanoUsd ?? '0'} />
        <Section title={t('limits.title')} description={t('limits.description')}>
          <LimitsCard key={user.version} user={user} />
        </Section>
        {user.status !== 'deleted' && <PlanSections user={user} />}
        <Section title={t('keys.title')} description={t('keys.description')}>
          <KeysTable keys={keys.data} />
        </Section>
        <Section
          title={t('requests.title')}
          action={<TextLink href={`/admin/requests?user=${userId}`}>{t('requests.all')}</TextLink>}
        >
          <RecentRequests records={usage.data.map(usageRecordJson)} label={t('requests.title')} />
        </Section>
        <Section
          title={t('ledger.title')}
          description={t('ledger.description')}
          action={<TextLink href={`/admin/ledger?user=${userId}`}>{t('ledger.all')}</TextLink>}
        >
          <TransferTable transfers={transfers.data} label={t('ledger.title')} />
        </Section>
        <Section title={t('audit.title')}>
          <p className="text-sm">
            <TextLink href={`/admin/audit-log?search=${userId}`}>{t('audit.all')}</TextLink>
          </p>
        </Section>
      </PageBody>
    </>
  )
}
