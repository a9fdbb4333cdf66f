import { randomBytes } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { callModel } from '../customer/support/call-model'
import { createCustomer, manage, mintKey } from '../customer/support/customer'
import { chooseInRow, signInAsAdmin } from './support/admin'

test('a credit moves money once, stands in the ledger and in the audit log', async ({ page }) => {
  const customer = await createCustomer('credited')
  const reason = `goodwill ${randomBytes(3).toString('hex')}`
  await signInAsAdmin(page)
  await page.goto(`/admin/users/${customer.id}`)
  await page.getByRole('button', { name: 'Credit or debit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount in USD').fill('12.5')
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: 'Move the money' }).click()
  await expect(page.getByText(`${customer.email} now has $12.50`)).toBeVisible()
  const user = await manage<{ balanceNanoUsd: string }>('GET', `/users/${customer.id}`)
  expect(user.balanceNanoUsd).toBe('12500000000')
  await expect(page.getByRole('row').filter({ hasText: reason })).toContainText('$12.50')

  await page.goto(`/admin/audit-log?search=${customer.id}`)
  await page.getByRole('button', { name: 'user.credit' }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.locator('[data-field="reason"]')).toContainText(reason)
  await expect(sheet.locator('[data-field="amountNanoUsd"]')).toContainText('12500000000')
})

test('more than is there can’t be taken back', async ({ page }) => {
  const customer = await createCustomer('debited', 3)
  await signInAsAdmin(page)
  await page.goto(`/admin/users/${customer.id}`)
  await page.getByRole('button', { name: 'Credit or debit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /Take credit back/ }).click()
  await dialog.getByLabel('Amount in USD').fill('4')
  await dialog.getByLabel('Reason').fill('too much')
  await dialog.getByRole('button', { name: 'Move the money' }).click()
  await expect(dialog.getByLabel('Amount in USD')).toHaveAttribute('aria-invalid', 'true')
  const user = await manage<{ balanceNanoUsd: string }>('GET', `/users/${customer.id}`)
  expect(user.balanceNanoUsd).toBe('3000000000')
})

test('a suspended customer’s key is refused, and works again after reactivation', async ({ page }) => {
  test.setTimeout(120_000)
  const customer = await createCustomer('suspended', 3)
  const { key } = await mintKey(customer.id, 'worker')
  await callModel(key)
  await signInAsAdmin(page)
  await page.goto(`/admin/users?search=${customer.email}`)
  await chooseInRow(page, customer.email, 'Suspend…')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByText(`${customer.email} is suspended`)).toBeVisible()
  await expect(async () => await expect(callModel(key)).rejects.toMatchObject({ status: 403 })).toPass({
    timeout: 20_000,
  })
  await chooseInRow(page, customer.email, 'Reactivate')
  await expect(page.getByText(`${customer.email} is active again`)).toBeVisible()
  await expect(async () => {
    await callModel(key)
  }).toPass({ timeout: 20_000 })
})

test('a changed price is a new version beside the old one', async ({ page }) => {
  const model = `panel-${randomBytes(3).toString('hex')}`
  await manage('PUT', `/model-prices/${model}`, {
    inputNanoUsdPerMillion: '1000000000',
    outputNanoUsdPerMillion: '2000000000',
  })
  await signInAsAdmin(page)
  await page.goto(`/admin/models?search=${model}`)
  await chooseInRow(page, model, 'Change price…')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Input', { exact: true }).fill('3.25')
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await expect(page.getByText(`${model} has a new price`)).toBeVisible()
  const versions = await manage<{ data: { inputNanoUsdPerMillion: string }[] }>('GET', `/model-prices/${model}`)
  expect(versions.data.map((version) => version.inputNanoUsdPerMillion)).toEqual(['3250000000', '1000000000'])
  await page.goto(`/admin/models/${model}`)
  await expect(page.getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('row').nth(1)).toContainText('$3.25')
  await expect(page.getByRole('row').nth(1)).toContainText('In force')
})

test('a request id leads to its attempts, its transfers and its receipt', async ({ page }) => {
  const customer = await createCustomer('traced', 5)
  const { key } = await mintKey(customer.id, 'traced')
  const call = await callModel(key)
  await signInAsAdmin(page)
  await page.goto('/admin/requests')
  await page.getByRole('searchbox').fill(call.requestId)
  await page.waitForURL(`**/admin/requests/${call.requestId}`)
  await expect(page.getByRole('region', { name: 'Attempts' }).getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'Attempts' })).toContainText('sim_')
  const transfers = page.getByRole('region', { name: 'Transfers' })
  await expect(transfers).toContainText('revenue')
  await expect(page.getByRole('link', { name: customer.email })).toBeVisible()
})
