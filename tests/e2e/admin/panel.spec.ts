import { expect, test } from '@playwright/test'
import { expectAccessible, visitAll } from '../customer/support/axe'
import { callModel } from '../customer/support/call-model'
import { createCustomer, manage, mintKey, readyFile, signIn } from '../customer/support/customer'
import { expectLive, signInAsAdmin } from './support/admin'

const pages = [
  '/admin',
  '/admin/upstream-accounts',
  '/admin/account-pools',
  '/admin/users',
  '/admin/plans',
  '/admin/redeem-codes',
  '/admin/margin',
  '/admin/models',
  '/admin/requests',
  '/admin/route-explain',
  '/admin/ledger',
  '/admin/alerts',
  '/admin/alerts?view=rules',
  '/admin/alerts?view=silences',
  '/admin/announcements',
  '/admin/audit-log',
  '/admin/settings',
  '/admin/management-tokens',
  '/admin/system',
]

test('customers and strangers don’t learn that there is a panel', async ({ page }) => {
  const customer = await createCustomer('curious')
  await signIn(page, customer.email)
  for (const path of [...pages, '/admin/live', `/admin/users/${customer.id}`]) {
    const response = await page.request.get(path, { maxRedirects: 0 })
    expect(response.status(), path).toBe(404)
  }
  const action = await page.request.post('/admin/upstream-accounts/acct_x/test', { maxRedirects: 0 })
  expect(action.status()).toBe(404)
})

test('axe finds nothing on any page of the panel, light and dark', async ({ page }) => {
  test.setTimeout(300_000)
  const customer = await createCustomer('seen', 5)
  const { key } = await mintKey(customer.id, 'seen')
  const { requestId } = await callModel(key)
  await signInAsAdmin(page)
  await visitAll(page, [...pages, `/admin/users/${customer.id}`, `/admin/requests/${requestId}`], async (tab, path) => {
    await tab.goto(path)
    await expect(tab.getByRole('heading', { level: 1 })).toBeVisible()
    await expectLive(tab)
    await expectAccessible(tab, path)
  })
})

test('nothing is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAsAdmin(page)
  for (const path of pages) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const excess = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await expect.poll(excess, path).toBe(0)
  }
})

test('in a low window the sidebar shows the page one is on', async ({ page }) => {
  await page.setViewportSize({ width: 1_280, height: 640 })
  await signInAsAdmin(page)
  await page.goto('/admin/system')
  const here = page.getByRole('navigation').getByRole('link', { name: 'System' })
  await expect(here).toHaveAttribute('aria-current', 'page')
  await expect(here).toBeInViewport({ ratio: 1 })
})

test('the overview’s numbers equal the records, and its invariants hold', async ({ page }) => {
  const customer = await createCustomer('counted', 5)
  const { key } = await mintKey(customer.id, 'counted')
  for (let call = 0; call < 3; call++) await callModel(key)
  await signInAsAdmin(page)
  await expectLive(page)
  const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`
  const today = await manage<{ data: unknown[] }>('GET', `/usage?from=${midnight}&limit=500`)
  await expect(page.locator('[data-stat="requests"]')).toHaveText(String(today.data.length))
  const invariants = page.locator('[data-invariant]')
  await expect(invariants).toHaveCount(5)
  for (const invariant of await invariants.all()) await expect(invariant).toHaveAttribute('data-holds', 'true')
})

test('a setting out of bounds is refused in place; a good one is in force and can be taken back', async ({ page }) => {
  await signInAsAdmin(page)
  await page.goto('/admin/settings?search=maxSwitches')
  const row = page.locator('[data-setting="maxSwitches"]')
  await row.getByLabel('maxSwitches').fill('999')
  await row.getByRole('button', { name: 'Save' }).click()
  await expect(row.getByRole('alert')).toContainText('must be a whole number')
  await row.getByLabel('maxSwitches').fill('5')
  await row.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('maxSwitches is in force')).toBeVisible()
  expect(await manage<{ maxSwitches: number }>('GET', '/settings')).toMatchObject({ maxSwitches: 5 })
  await row.getByRole('button', { name: 'maxSwitches: back to the default' }).click()
  await expect(row.getByText('changed')).toBeHidden()
  expect(await manage<{ maxSwitches: number }>('GET', '/settings')).toMatchObject({ maxSwitches: 3 })
})

test('a management token is shown once, works, and stops working when it is revoked', async ({ page }) => {
  await signInAsAdmin(page)
  await page.goto('/admin/management-tokens')
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('browser test')
  await dialog.getByRole('button', { name: 'Create token' }).click()
  const secret = await dialog.locator('[data-secret]').innerText()
  expect(secret).toMatch(/^tpm-/)
  await dialog.getByRole('button', { name: /saved it/ }).click()
  await expect(page.getByText(secret)).toHaveCount(0)
  const read = async () =>
    (await fetch(`${readyFile().url}/api/admin/v1/users`, { headers: { authorization: `Bearer ${secret}` } })).status
  expect(await read()).toBe(200)
  await page.getByRole('button', { name: 'Revoke browser test' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click()
  await expect(page.getByText('browser test is revoked')).toBeVisible()
  expect(await read()).toBe(401)
})
