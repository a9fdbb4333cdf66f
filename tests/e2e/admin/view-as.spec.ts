import { expect, test } from '@playwright/test'
import { createCustomer, manage } from '../customer/support/customer'
import { chooseInRow, signInAsAdmin } from './support/admin'

test('staff see a customer’s pages, can change nothing there, and leave a trace', async ({ page }) => {
  const customer = await createCustomer('viewed', 3)
  await signInAsAdmin(page)
  await page.goto(`/admin/users?search=${customer.email}`)
  await chooseInRow(page, customer.email, 'View as customer…')
  await page.getByRole('alertdialog').getByRole('button', { name: 'View as customer' }).click()
  await page.waitForURL('**/overview')
  await expect(page.getByText(`You are looking at the pages of ${customer.email}`)).toBeVisible()

  await page.goto('/settings')
  const form = page.locator('form').first()
  await form.getByRole('textbox').first().fill('Somebody else')
  await form.getByRole('button').last().click()
  await expect(page.getByText('You are only looking; nothing can be changed.').first()).toBeVisible()
  const user = await manage<{ name: string }>('GET', `/users/${customer.id}`)
  expect(user.name).not.toBe('Somebody else')
  await page.goto('/admin')
  await page.waitForURL('**/overview')

  await page.getByRole('button', { name: 'Stop viewing' }).click()
  await page.waitForURL(`**/admin/users/${customer.id}`)
  const audit = await manage<{ data: { action: string }[] }>('GET', `/audit?subjectId=${customer.id}`)
  expect(audit.data.map((entry) => entry.action)).toEqual(
    expect.arrayContaining(['user.view_as_start', 'user.view_as_end']),
  )
})
