import { expect, type Page, test } from '@playwright/test'
import { callModel } from './support/call-model'
import { createCustomer, mintKey, signIn } from './support/customer'

async function openMenu(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('rotate with overlap, edit, disable, enable and revoke act on real calls', async ({ page }) => {
  const customer = await createCustomer('keys', 5)
  const old = await mintKey(customer.id, 'Worker')
  await signIn(page, customer.email)
  await page.goto('/keys')

  await openMenu(page, 'Worker', 'Rotate secret')
  await page.getByRole('radio', { name: /One hour/ }).click()
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  const shown = page.getByTestId('secret')
  await expect(shown).toHaveText(/^tp-/)
  const fresh = await shown.innerText()
  expect(fresh).not.toBe(old.key)
  await page.getByRole('button', { name: 'I’ve saved it' }).click()
  await callModel(old.key)
  await callModel(fresh)

  await openMenu(page, 'Worker', 'Edit limits')
  await page.getByLabel('Requests a minute').fill('many')
  await page.getByRole('button', { name: 'Save limits' }).click()
  await expect(page.getByLabel('Requests a minute')).toBeFocused()
  await expect(page.getByText('A whole number, or nothing for no limit.')).toBeVisible()
  await page.getByLabel('Requests a minute').fill('600')
  await page.getByRole('button', { name: 'Save limits' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Worker' })).toContainText('600/min')

  await openMenu(page, 'Worker', 'Disable')
  await page.getByRole('button', { name: 'Disable key' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Worker' })).toContainText('Disabled')
  await expect(async () => await expect(callModel(fresh)).rejects.toMatchObject({ status: 401 })).toPass()
  await openMenu(page, 'Worker', 'Enable')
  await expect(page.getByRole('row').filter({ hasText: 'Worker' })).toContainText('Active')
  await expect(async () => {
    await callModel(fresh)
  }).toPass()

  await openMenu(page, 'Worker', 'Revoke')
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText('“Worker” is revoked.')).toBeVisible()
  await expect(async () => await expect(callModel(fresh)).rejects.toMatchObject({ status: 401 })).toPass()
  await expect(callModel(old.key)).rejects.toMatchObject({ status: 401 })
  await page.getByRole('link', { name: 'Show revoked' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Worker' })).toContainText('Revoked')
})
