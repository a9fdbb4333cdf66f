import { randomBytes } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { expectAccessible } from '../customer/support/axe'
import { createCustomer, manage, mintKey, readyFile } from '../customer/support/customer'
import { chooseInRow, expectLive, signInAsAdmin } from './support/admin'
import { callThrough, startLongCall } from './support/call-through'

const unique = () => randomBytes(3).toString('hex')
// How long a change may take to arrive on a busy machine; how fast it is elsewhere is measured, not asserted here.
const arrival = { timeout: 20_000, intervals: [50] }

test('an account added in the panel is tested, takes calls, and stops taking them once it is disabled', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const name = `Panel ${unique()}`
  const pool = await manage<{ id: string; name: string }>('POST', '/account-pools', {
    name: `Panel pool ${unique()}`,
    visibility: 'public',
  })
  const customer = await createCustomer('panel', 5)
  const { key } = await manage<{ key: string }>('POST', `/users/${customer.id}/api-keys`, {
    name: 'panel',
    poolId: pool.id,
  })
  expect((await callThrough(key)).status).not.toBe(200)

  await signInAsAdmin(page)
  await page.goto('/admin/upstream-accounts')
  await page.getByRole('button', { name: 'Add account' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add account' }).click()
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Base URL').fill(`${readyFile().simulatorUrl}/v1/v1/`)
  await dialog.getByLabel('API key').fill(`sk-${unique()}`)
  await expect(dialog.getByText(`Will be stored as ${readyFile().simulatorUrl}/v1`)).toBeVisible()
  await dialog.getByRole('checkbox', { name: pool.name }).click()
  await dialog.getByRole('button', { name: 'Add account' }).click()
  await expect(dialog.getByText('It works.')).toBeVisible()
  expect((await callThrough(key)).status).not.toBe(200)
  await dialog.getByRole('button', { name: 'Enable account' }).click()
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('Open')
  await expect(row).toContainText(`${readyFile().simulatorUrl}/v1`)

  await chooseInRow(page, name, 'Test connection…')
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('It works.')).toBeVisible()
  await expect(sheet.locator('[data-step="call"]')).toHaveAttribute('data-ok', 'true')
  await sheet.getByRole('button', { name: 'Close' }).click()

  await expect(async () => expect((await callThrough(key)).status).toBe(200)).toPass(arrival)

  await chooseInRow(page, name, 'Disable')
  await expect(row).toContainText('Disabled')
  await expect(async () => expect((await callThrough(key)).status).not.toBe(200)).toPass(arrival)
  await chooseInRow(page, name, 'Enable')
  await expect(row).toContainText('Open')
  await expect(async () => expect((await callThrough(key)).status).toBe(200)).toPass(arrival)
})

test('an account that another admin changed meanwhile is not overwritten', async ({ page }) => {
  const name = `Conflict ${unique()}`
  const account = await manage<{ id: string }>('POST', '/upstream-accounts', {
    name,
    protocol: 'openai',
    baseUrl: readyFile().simulatorUrl,
    credential: { kind: 'api_key', apiKey: 'sk-conflict' },
    concurrencyLimit: 3,
    priority: 50,
    poolIds: [],
  })
  await signInAsAdmin(page)
  await page.goto('/admin/upstream-accounts')
  await chooseInRow(page, name, 'Edit…')
  await manage('PATCH', `/upstream-accounts/${account.id}`, { concurrencyLimit: 7 })
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Concurrency').fill('9')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  const after = await manage<{ concurrencyLimit: number }>('GET', `/upstream-accounts/${account.id}`)
  expect(after.concurrencyLimit).toBe(7)
})

test('deleting an account asks for its name, and a search that finds nothing says so', async ({ page }) => {
  const name = `Doomed ${unique()}`
  await manage('POST', '/upstream-accounts', {
    name,
    protocol: 'openai',
    baseUrl: readyFile().simulatorUrl,
    credential: { kind: 'api_key', apiKey: 'sk-doomed' },
    concurrencyLimit: 3,
    priority: 50,
    poolIds: [],
  })
  await signInAsAdmin(page)
  await page.goto('/admin/upstream-accounts')
  await expectLive(page)
  await chooseInRow(page, name, 'Delete…')
  const confirm = page.getByRole('alertdialog')
  await expect(confirm.getByRole('button', { name: 'Delete…' })).toBeDisabled()
  await confirm.getByRole('textbox').fill(name)
  await confirm.getByRole('button', { name: 'Delete…' }).click()
  await expect(page.getByText(`${name} was deleted`)).toBeVisible()
  await page.getByRole('searchbox').fill(name)
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByText('Nothing matches')).toBeHidden()
})

test('a call in flight is seen live, without a reload, and so is its end', async ({ page }) => {
  const customer = await createCustomer('busy', 5)
  const { key } = await mintKey(customer.id, 'busy')
  await signInAsAdmin(page)
  await expectLive(page)
  const running = page.locator('[data-stat="running"]')
  await expect(running).toHaveText('0')
  const call = startLongCall(key)
  await expect(running).toHaveText('1', { timeout: 20_000 })
  await page.getByRole('link', { name: 'Upstream accounts', exact: true }).click()
  await expect(page.getByRole('img', { name: /^1 (of \d+ lanes in use|running)/ })).toBeVisible()
  call.end()
  await expect(page.getByRole('img', { name: /^1 (of \d+ lanes in use|running)/ })).toBeHidden({ timeout: 80_000 })
})

test('a drain shows how many calls still run, and says when the last one has finished', async ({ page }) => {
  const name = `Drained ${unique()}`
  const pool = await manage<{ id: string }>('POST', '/account-pools', {
    name: `Drain pool ${unique()}`,
    visibility: 'public',
    disconnectPolicy: 'cancel',
  })
  await manage('POST', '/upstream-accounts', {
    name,
    protocol: 'openai',
    baseUrl: readyFile().simulatorUrl,
    credential: { kind: 'api_key', apiKey: 'sk-drained' },
    poolIds: [pool.id],
  })
  const customer = await createCustomer('drain', 5)
  const { key } = await manage<{ key: string }>('POST', `/users/${customer.id}/api-keys`, {
    name: 'drain',
    poolId: pool.id,
  })
  const call = startLongCall(key)
  await signInAsAdmin(page)
  await page.goto('/admin/upstream-accounts')
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row.getByRole('img', { name: /^1 (of \d+ lanes in use|running)/ })).toBeVisible({ timeout: 20_000 })
  await chooseInRow(page, name, 'Drain')
  await expect(row).toContainText('Draining')
  await expect(row).toContainText('1 still running')
  await expect(async () => expect((await callThrough(key)).status).not.toBe(200)).toPass(arrival)
  call.end()
  await expect(row).toContainText('nothing runs any more', { timeout: 20_000 })
  await expect(page.getByText(`${name} has drained`)).toBeVisible()
})

test('what an account costs has versions, and another admin’s is not overwritten', async ({ page }) => {
  const name = `Costly ${unique()}`
  const account = await manage<{ id: string }>('POST', '/upstream-accounts', {
    name,
    protocol: 'openai',
    baseUrl: readyFile().simulatorUrl,
    credential: { kind: 'api_key', apiKey: 'sk-costly' },
  })
  await signInAsAdmin(page)
  await page.goto('/admin/upstream-accounts')
  await chooseInRow(page, name, 'Cost prices…')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`What ${name} costs`)
  await page.getByRole('button', { name: 'Add cost price' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Model').fill('sim-costly')
  await dialog.getByLabel('Input', { exact: true }).fill('1.5')
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await expect(dialog.getByLabel('Output')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Output').fill('6')
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await expect(page.getByText('sim-costly has a new cost price')).toBeVisible()
  const current = page.getByRole('region', { name: 'In force today' })
  await expect(current).toContainText('from the beginning')
  await expectAccessible(page, 'cost prices')

  await chooseInRow(page, 'sim-costly', 'Change…')
  const path = `/upstream-accounts/${account.id}/cost-prices/sim-costly`
  await manage('PUT', path, { inputNanoUsdPerMillion: '2000000000', outputNanoUsdPerMillion: '7000000000' })
  await dialog.getByLabel('Input', { exact: true }).fill('9')
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: 'Someone else changed this' })).toBeVisible()
  await page.reload()
  await expect(current).toContainText('$2.00')
  await expect(page.getByRole('region', { name: 'Versions' }).getByRole('row')).toHaveCount(3)
  await chooseInRow(page, 'sim-costly', 'End…')
  await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click()
  await expect(page.getByText('No model has a cost price of its own here.')).toBeVisible()
  const versions = await manage<{ data: { removed: boolean }[] }>('GET', path)
  expect(versions.data.map(({ removed }) => removed)).toEqual([true, false, false])
})
