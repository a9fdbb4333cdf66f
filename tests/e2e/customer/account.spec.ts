import { expect, test } from '@playwright/test'
import { createCustomer, password, readMail, signIn } from './support/customer'

test('a reset by mail sets the new password and ends every session', async ({ page, browser }) => {
  const customer = await createCustomer('reset')
  await signIn(page, customer.email)

  const other = await browser.newContext()
  const visitor = await other.newPage()
  await visitor.goto('/forgot-password')
  await visitor.getByLabel('E-mail').fill(customer.email)
  await visitor.getByRole('button', { name: 'Send link' }).click()
  await expect(visitor.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  const link = /https?:\/\/\S+\/reset-password\?\S+/.exec((await readMail(customer.email)).text)?.[0] ?? ''
  await visitor.goto(link)
  await visitor.getByLabel('New password').fill(`${password} again`)
  await visitor.getByRole('button', { name: 'Save password' }).click()
  await visitor.waitForURL('**/sign-in**')
  await other.close()

  await expect(async () => {
    await page.goto('/settings')
    await expect(page).toHaveURL(/\/sign-in/, { timeout: 2_000 })
  }).toPass()
  await page.getByLabel('E-mail').fill(customer.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'don’t belong together' })).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(customer.email)
})

test('sign out everywhere ends the other browser within a second', async ({ page, browser }) => {
  const customer = await createCustomer('sessions')
  const other = await browser.newContext()
  const elsewhere = await other.newPage()
  await signIn(elsewhere, customer.email)
  await signIn(page, customer.email)
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Sign out all others' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out all others' }).click()
  await expect(page.getByText('1 session signed out.')).toBeVisible()
  await expect(async () => {
    await elsewhere.goto('/overview')
    await expect(elsewhere).toHaveURL(/\/sign-in/, { timeout: 2_000 })
  }).toPass({ timeout: 20_000 })
  await page.goto('/overview')
  await expect(page).toHaveURL(/\/overview/)
  await other.close()
})

test('a link to another site after sign-in is not followed', async ({ page }) => {
  const customer = await createCustomer('redirect')
  await page.goto('/sign-in?next=//evil.example/x')
  await page.getByLabel('E-mail').fill(customer.email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/overview')
  expect(new URL(page.url()).hostname).toBe('127.0.0.1')
})
