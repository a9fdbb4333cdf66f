import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { creditWallet, debitWallet } from '@/lib/ledger'
import { sendNotices } from '@/lib/notices'
import { updateNotifications } from '@/lib/users'
import { setTestEnvironment } from '../../support/test-environment'
import { type Customer, createCustomer, ledgerForFile, subscribe, usd } from '../ledger/fixtures'

ledgerForFile()
const folder = mkdtempSync(path.join(tmpdir(), 'turnpike-notices-'))
const ctx = systemContext('test')
const dayMs = 86_400_000
let moves = 0

beforeAll(() => setTestEnvironment({ DATA_DIR: folder }))
afterAll(async () => {
  await closePrisma()
  rmSync(folder, { recursive: true, force: true })
})

function mailsTo({ userId }: Customer): { subject: string; text: string }[] {
  const outbox = path.join(folder, 'outbox')
  const names = readdirSync(outbox).filter((name) => name.endsWith('.json'))
  const mails = names.sort().map((name) => JSON.parse(readFileSync(path.join(outbox, name), 'utf8')))
  return mails.filter((mail) => mail.to === `${userId}@example.com`)
}

async function newCustomer(balance: number, locale = 'en'): Promise<Customer> {
  const customer = await createCustomer(balance > 0 ? { balance } : {})
  await pool().query('UPDATE users SET email_verified_at = now(), locale = $2 WHERE id = $1', [customer.userId, locale])
  return customer
}

async function move({ userId }: Customer, dollars: number): Promise<void> {
  moves += 1
  const base = { userId, kind: 'adjustment', cause: { kind: 'test', id: `move-${moves}` }, memo: 'test' } as const
  if (dollars > 0) await creditWallet({ ...base, amountNanoUsd: usd(dollars), from: 'adjustments' })
  else await debitWallet({ ...base, amountNanoUsd: usd(-dollars), to: 'adjustments' })
}

/** Any number of processes may run the job at the same moment. */
const runEverywhere = (at?: Date) => Promise.all(Array.from({ length: 4 }, () => sendNotices(at)))

describe('a balance that runs low', () => {
  it('is told of once for each time it falls, whoever looks and however often', async () => {
    const customer = await newCustomer(10)
    await runEverywhere()
    expect((await sendNotices()).sent).toBe(0)
    await move(customer, -7)
    await runEverywhere()
    await move(customer, -1)
    await runEverywhere()
    expect(mailsTo(customer)).toMatchObject([{ subject: 'Your Turnpike balance is below $5.00' }])
    expect(mailsTo(customer)[0]?.text).toContain('You have $3.00 left.')

    await move(customer, 20)
    await runEverywhere()
    expect(mailsTo(customer)).toHaveLength(1)
    await move(customer, -20)
    await runEverywhere()
    expect(mailsTo(customer)).toHaveLength(2)
  })

  it('is no news to those who never had more, or who asked not to be told', async () => {
    const [poor, quiet] = [await newCustomer(1), await newCustomer(10)]
    await updateNotifications(ctx, quiet.userId, { lowBalance: false })
    await sendNotices()
    await move(quiet, -9)
    await runEverywhere()
    expect([...mailsTo(poor), ...mailsTo(quiet)]).toEqual([])
    await updateNotifications(ctx, quiet.userId, { lowBalance: true })
    await sendNotices()
    expect(mailsTo(quiet)).toEqual([])
  })
})

describe('a key that expires soon', () => {
  const expire = async (customer: Customer, createdDaysAgo: number, inDays: number) =>
    await pool().query('UPDATE api_keys SET created_at = $2, expires_at = $3, name = $4 WHERE id = $1', [
      ...[customer.keyId, new Date(Date.now() - createdDaysAgo * dayMs), new Date(Date.now() + inDays * dayMs)],
      '<b>main</b>',
    ])

  it('is told of once for each date, in the person’s language', async () => {
    const customer = await newCustomer(0, 'zh')
    await expire(customer, 60, 30)
    await sendNotices()
    expect(mailsTo(customer)).toEqual([])
    await expire(customer, 60, 3)
    await runEverywhere()
    await runEverywhere()
    expect(mailsTo(customer)).toMatchObject([{ subject: '密钥“<b>main</b>”即将到期' }])
    await expire(customer, 60, 5)
    await sendNotices()
    expect(mailsTo(customer)).toHaveLength(2)
  })

  it('is nothing to tell when it was made for hours, or is revoked', async () => {
    const [brief, revoked] = [await newCustomer(0), await newCustomer(0)]
    await expire(brief, 0.5, 0.1)
    await expire(revoked, 60, 1)
    await pool().query('UPDATE api_keys SET revoked_at = now() WHERE id = $1', [revoked.keyId])
    await sendNotices()
    expect([...mailsTo(brief), ...mailsTo(revoked)]).toEqual([])
  })
})

describe('a plan’s allowance', () => {
  it('is told of at 80 % and when it is used up, once each in a window', async () => {
    const customer = await newCustomer(0)
    const { subscriptionId } = await subscribe(customer, { month: 10, startedAt: new Date().toISOString() })
    const use = async (dollars: number) => {
      await pool().query(
        `INSERT INTO quota_windows (subscription_id, kind, starts_at, ends_at, limit_nano_usd, used_nano_usd)
         VALUES ($1, 'month', date_trunc('day', now()), now() + interval '20 days', $2, $3)
         ON CONFLICT (subscription_id, kind) DO UPDATE SET used_nano_usd = excluded.used_nano_usd`,
        [subscriptionId, usd(10), usd(dollars)],
      )
      await runEverywhere()
    }
    await use(7.99)
    expect(mailsTo(customer)).toEqual([])
    await use(8)
    await use(9.5)
    expect(mailsTo(customer)).toMatchObject([{ subject: '80 % of your plan’s allowance for the month is used' }])
    await use(9.95)
    await use(10)
    expect(mailsTo(customer).map(({ subject }) => subject)).toEqual([
      '80 % of your plan’s allowance for the month is used',
      'Your plan’s allowance for the month is used up',
    ])
    await pool().query(
      `UPDATE quota_windows SET starts_at = now() - interval '1 minute', used_nano_usd = $2 WHERE subscription_id = $1`,
      [subscriptionId, usd(8.5)],
    )
    await sendNotices()
    expect(mailsTo(customer)).toHaveLength(3)
  })
})

it('a mail server that is away is asked again later, and the mail goes out once', async () => {
  const customer = await newCustomer(10)
  await sendNotices()
  await move(customer, -9)
  setTestEnvironment({ DATA_DIR: '/dev/null/nowhere' })
  expect(await sendNotices()).toMatchObject({ sent: 0, open: 1 })
  setTestEnvironment({ DATA_DIR: folder })
  expect((await sendNotices()).sent).toBe(0)
  const results = await runEverywhere(new Date(Date.now() + 16 * 60_000))
  expect(results.reduce((sum, { sent }) => sum + sent, 0)).toBe(1)
  expect(mailsTo(customer)).toHaveLength(1)
})
