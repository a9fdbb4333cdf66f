import { type AutoTopUpView, billingMode, findPurchase, getAutoTopUp, listPurchases } from '@/lib/billing'
import { getBalance, getStatement } from '@/lib/ledger'
import { formatUsd } from '@/lib/money'
import { getPlan, listPlansForSale } from '@/lib/plans'
import { settings } from '@/lib/settings'
import { subscriptionProgress } from '@/lib/subscriptions'
import type { AutoTopUpFormProps } from './auto-top-up-form'

const plain = (amount: bigint) => formatUsd(amount).replace(/[$,]/g, '')
const reasons = ['authentication_required', 'no_payment_method'] as const

function autoTopUpForm(view: AutoTopUpView): AutoTopUpFormProps {
  const { enabled, thresholdNanoUsd, amountNanoUsd, monthlyCapNanoUsd, monthSpentNanoUsd, pausedReason } = view
  return {
    enabled,
    amounts: {
      thresholdNanoUsd: plain(thresholdNanoUsd),
      amountNanoUsd: plain(amountNanoUsd),
      monthlyCapNanoUsd: plain(monthlyCapNanoUsd),
    },
    monthSpent: formatUsd(monthSpentNanoUsd),
    pausedReason: pausedReason === null ? null : (reasons.find((reason) => reason === pausedReason) ?? 'card_declined'),
  }
}

type Asked = { month: string; purchase: string | null }

/** Everything of the billing page that our own database knows. */
export async function loadBilling(user: { id: string; timezone: string }, { month, purchase: asked }: Asked) {
  const [balance, statement, purchases, purchase, autoTopUp, plans, progress] = await Promise.all([
    getBalance(user.id),
    getStatement(user.id, month, user.timezone),
    listPurchases(user.id),
    asked === null ? null : findPurchase(user.id, asked),
    getAutoTopUp(user.id),
    listPlansForSale(),
    subscriptionProgress(user.id),
  ])
  const current = progress?.subscription ?? null
  // A plan that is no longer for sale still runs.
  const planOf = async (id: string | null | undefined) =>
    id == null ? null : (plans.find((plan) => plan.id === id) ?? (await getPlan(id)))
  const [currentPlan, nextPlan, boughtPlan] = await Promise.all([
    planOf(current?.planId),
    planOf(current?.nextPlanId),
    planOf(purchase?.planId),
  ])
  const shown = currentPlan && !plans.includes(currentPlan) ? [currentPlan, ...plans] : plans
  const { minTopUpNanoUsd, maxTopUpNanoUsd } = settings()
  return {
    ...{ balance, statement, purchases, purchase, progress, current, currentPlan, plans: shown },
    ...{ nextPlanName: nextPlan?.name ?? null, boughtPlanName: boughtPlan?.name ?? '', mode: billingMode() },
    ...{ autoTopUp: autoTopUpForm(autoTopUp), least: formatUsd(minTopUpNanoUsd), most: formatUsd(maxTopUpNanoUsd) },
  }
}
