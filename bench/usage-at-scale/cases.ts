import { getStatement, listTransfers, reconcile, trialBalance } from '@/lib/ledger'
import { readOverview, summariseUsers } from '@/lib/operations'
import { listUsageRecords, rollUpUsage, spendSeries, streamUsageCsv, usageTotals } from '@/lib/usage'

export type Case = {
  name: string
  run: () => Promise<unknown> /** Too long, or different the second time. */
  once?: boolean
}

const dayMs = 86_400_000
const csvRows = 50_000
const userId = (n: number) => `usr_${String(n).padStart(26, '0')}`
const timezone = 'Europe/Berlin'
const monthOf = (at: Date) => at.toISOString().slice(0, 7)

function ofCustomer(who: string, id: string): Case[] {
  const span = (days: number) => ({ userId: id, from: new Date(Date.now() - days * dayMs), to: new Date() })
  const series = (days: number, bucket: '15min' | 'hour' | 'day') =>
    spendSeries({ ...span(days), groupBy: 'model', bucket, timezone })
  return [
    { name: `${who}: overview chart, 24 hours by 15 minutes`, run: () => series(1, '15min') },
    { name: `${who}: overview chart, 7 days by hour`, run: () => series(7, 'hour') },
    { name: `${who}: overview chart, 30 days by day`, run: () => series(30, 'day') },
    { name: `${who}: overview chart, 90 days by day`, run: () => series(90, 'day') },
    { name: `${who}: totals by key, 30 days`, run: () => usageTotals({ ...span(30), groupBy: 'key' }) },
    { name: `${who}: usage page, newest 50`, run: () => listUsageRecords({ userId: id }) },
    { name: `${who}: usage page, failed only`, run: () => listUsageRecords({ userId: id, status: 'failed' }) },
    { name: `${who}: usage page, a model never called`, run: () => listUsageRecords({ ...span(30), model: 'none' }) },
    {
      name: `${who}: usage page, 11 months back`,
      run: () => listUsageRecords({ userId: id, to: new Date(Date.now() - 330 * dayMs) }),
    },
    { name: `${who}: statement of this month`, run: () => getStatement(id, monthOf(new Date()), timezone) },
    {
      name: `${who}: statement of 11 months ago`,
      run: () => getStatement(id, monthOf(new Date(Date.now() - 334 * dayMs)), timezone),
    },
    { name: `${who}: ledger, newest 50`, run: () => listTransfers({ userId: id }) },
  ]
}

async function exportRows(id: string): Promise<number> {
  let rows = 0
  for await (const chunk of streamUsageCsv({ userId: id })) {
    rows += chunk.split('\n').length - 1
    if (rows >= csvRows) break
  }
  return rows
}

/** What people and jobs run against the records. */
export function cases(): Case[] {
  const all = (days: number) => ({ from: new Date(Date.now() - days * dayMs), to: new Date() })
  const health = () => spendSeries({ ...all(90), groupBy: 'model', bucket: 'day', timezone: 'UTC' })
  return [
    ...ofCustomer('the largest customer', userId(1)),
    ...ofCustomer('a middle customer', userId(300)),
    { name: `export of ${csvRows} rows as CSV`, run: () => exportRows(userId(1)), once: true },
    { name: 'admin: overview', run: () => readOverview() },
    { name: 'admin: a page of users', run: () => summariseUsers(Array.from({ length: 50 }, (_, i) => userId(i + 1))) },
    { name: 'admin: customers by spend, 30 days', run: () => usageTotals({ ...all(30), groupBy: 'user' }) },
    { name: 'admin: requests, newest 50', run: () => listUsageRecords({}) },
    { name: 'admin: requests, failed, 1 day', run: () => listUsageRecords({ ...all(1), status: 'failed' }) },
    { name: 'admin: ledger, newest 50', run: () => listTransfers() },
    { name: 'status page: 90 days of every model', run: health },
    { name: 'trial balance', run: () => trialBalance() },
    { name: 'job: roll-up, a run with the last 2 hours', run: () => rollUpUsage(), once: true },
    { name: 'job: reconcile every balance', run: () => reconcile(), once: true },
  ]
}
