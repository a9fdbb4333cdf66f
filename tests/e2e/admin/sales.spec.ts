import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { createCustomer, manage } from '../customer/support/customer'
import { chooseInRow, signInAsAdmin } from './support/admin'

const unique = () => randomBytes(3).toString('hex')

test('a plan is made and hidden, given to a customer, and codes for it are shown once', async ({ page }) => {
  const name = `Plan ${unique()}`
  const customer = await createCustomer('planned')
  await signInAsAdmin(page)
  await page.goto('/admin/plans')
  await page.getByRole('button', { name: 'Add plan' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Price in USD').fill('20')
  await dialog.getByLabel('Allowance a month').fill('25.5')
  await dialog.getByRole('button', { name: 'Add plan' }).click()
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('$25.50')
  await chooseInRow(page, name, 'Hide')
  await expect(row).toContainText('Hidden')

  await page.goto(`/admin/users/${customer.id}`)
  await page.getByRole('button', { name: 'Give a plan…' }).click()
  await dialog.getByRole('combobox', { name: 'Plan' }).click()
  await page.getByRole('option', { name }).click()
  await dialog.getByLabel('Days').fill('10')
  await dialog.getByRole('button', { name: 'Give the plan' }).click()
  await expect(page.getByText(`${customer.email} has ${name}`)).toBeVisible()

  await page.goto('/admin/redeem-codes')
  await page.getByRole('button', { name: 'Make codes' }).first().click()
  const batch = `batch ${unique()}`
  await dialog.getByLabel('Amount in USD').fill('5')
  await dialog.getByLabel('How many codes').fill('3')
  await dialog.getByLabel('Batch').fill(batch)
  await dialog.getByRole('button', { name: 'Make codes' }).click()
  await expect(dialog.locator('[data-code]')).toHaveCount(3)
  const code = (await dialog.locator('[data-code]').first().textContent()) ?? ''
  const waiting = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'Download CSV' }).click()
  const file = await readFile(await (await waiting).path(), 'utf8')
  expect(file.trim().split('\r\n')).toHaveLength(4)
  expect(file).toContain(code)
  await dialog.getByRole('button', { name: 'I have saved them' }).click()
  await page.getByRole('searchbox').fill(batch)
  await expect(page.getByRole('row').filter({ hasText: batch })).toHaveCount(3)
  expect(await page.content()).not.toContain(code)

  await expect(page).toHaveURL(/search=/)
  await chooseInRow(page, '', 'Revoke its batch…')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Revoked' })).toHaveCount(3)
  const codes = await manage<{ data: { state: string }[] }>('GET', `/redeem-codes?batch=${encodeURIComponent(batch)}`)
  expect(codes.data.map((each) => each.state)).toEqual(['disabled', 'disabled', 'disabled'])
})
