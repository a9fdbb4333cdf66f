import { getTranslations } from 'next-intl/server'
import { Section } from '@/components/layout/section'
import { listAccountPools, listUserPools } from '@/lib/account-pools'
import { listPlans } from '@/lib/plans'
import { listSubscriptions } from '@/lib/subscriptions'
import { GivePlan } from './give-plan'
import { PoolsCard } from './pools-card'
import { SubscriptionsCard } from './subscriptions-card'

const shownSubscriptions = 10
const maxChoices = 500

/** What a person has beside their balance: a plan, and private pools. */
export async function PlanSections({ user }: { user: { id: string; email: string } }) {
  const [t, words, subscriptions, plans, pools, chosen] = await Promise.all([
    getTranslations('operator.subscriptions'),
    getTranslations('operator.userPools'),
    listSubscriptions({ userId: user.id, limit: shownSubscriptions }),
    listPlans({ limit: maxChoices }),
    listAccountPools({ limit: maxChoices }),
    listUserPools(user.id),
  ])
  const choices = plans.data.map(({ id, name }) => ({ id, name }))
  const shownPools = pools.data.filter((pool) => pool.visibility === 'private' || chosen.includes(pool.id))
  return (
    <>
      <Section
        title={t('title')}
        description={t('description')}
        action={<GivePlan user={{ id: user.id, email: user.email }} plans={choices} />}
      >
        <SubscriptionsCard subscriptions={subscriptions.data} />
      </Section>
      <Section title={words('title')} description={words('description')}>
        <PoolsCard
          key={chosen.join()}
          userId={user.id}
          chosen={chosen}
          pools={shownPools.map(({ id, name }) => ({ id, name }))}
        />
      </Section>
    </>
  )
}
