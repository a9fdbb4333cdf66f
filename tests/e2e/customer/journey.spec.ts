import { expect, test } from '@playwright/test'
import { formatUsdExact } from '../../../lib/money'
import { callModel, model } from './support/call-model'
import { manage, newEmail, password, readCode, recordAnswers } from './support/customer'
import { payOnPage } from './support/pay'

// The longest walk of all: more than the usual minute where the machine is busy.
test.setTimeout(120_000)

test('from an empty database: sign up, confirm, mint, call with the SDK, see the exact cost and its receipt', async ({
  page,
  context,
}) => {
  const email = newEmail('journey')
  await test.step('sign up and confirm the address', async () => {
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill('Jo Journey')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL('**/verify-email**')
    await page.getByLabel('Code').fill(await readCode(email))
    await page.getByRole('button', { name: 'Confirm address' }).click()
    await page.waitForURL('**/overview**')
    await expect(page.getByText('Four steps to your first call')).toBeVisible()
  })

  const users = await manage<{ data: { id: string }[] }>('GET', `/users?email=${encodeURIComponent(email)}`)
  const userId = users.data[0]?.id ?? ''

  await test.step('buy credit on the payment page; it is there without a reload', async () => {
    await page.goto('/billing')
    await expect(page.getByTestId('test-mode')).toContainText('no real money')
    await page.getByLabel('Own amount in USD').fill('0.5')
    await page.getByRole('button', { name: 'Continue to payment' }).click()
    await expect(page.getByText('must be from $5.00')).toBeVisible()
    await page.getByLabel('Own amount in USD').fill('10')
    await page.getByRole('button', { name: 'Continue to payment' }).click()
    await payOnPage(page, 'Pay')
    await expect(page.getByRole('row').filter({ hasText: 'Credit bought' })).toContainText('+$10.00')
    await page.goto('/billing')
    await expect(page.getByRole('row').filter({ hasText: 'Paid' })).toContainText('$10.00')
  })

  const secret = await test.step('mint a key', async () => {
    await page.goto('/overview')
    await page.getByRole('link', { name: 'New key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('First key')
    await page.getByLabel('Spend cap in USD').fill('2.50')
    await page.getByRole('button', { name: 'Make key' }).click()
    const shown = page.getByTestId('secret')
    await expect(shown).toHaveText(/^tp-[0-9A-Za-z]{43}$/)
    // Nothing but the button that says so closes this.
    await page.keyboard.press('Escape')
    await expect(shown).toBeVisible()
    return await shown.innerText()
  })

  await test.step('the secret is shown once and is nowhere afterwards', async () => {
    await page.getByRole('button', { name: 'I’ve saved it' }).click()
    await expect(page.getByTestId('secret')).toBeHidden()
    const answers = recordAnswers(context)
    for (const path of ['/keys', '/overview', '/usage', '/billing', '/settings']) {
      await page.goto(path)
      expect(await page.content()).not.toContain(secret)
    }
    expect((await answers()).filter((body) => body.includes(secret))).toEqual([])
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    )
    expect(kept).not.toContain(secret)
    expect(JSON.stringify(await manage('GET', `/users/${userId}`))).not.toContain(secret)
  })

  const called = await callModel(secret)
  expect(called.text).not.toBe('')
  expect(called.costNanoUsd).toBeGreaterThan(0n)

  await test.step('the row and its receipt say exactly what the header said', async () => {
    await expect(async () => {
      await page.goto('/usage')
      await expect(page.getByRole('row').filter({ hasText: model })).toHaveCount(1, { timeout: 1_000 })
    }).toPass()
    const row = page.getByRole('row').filter({ hasText: model })
    await expect(row).toContainText('First key')
    await expect(row).toContainText('Completed')
    await row.getByRole('button').first().click()
    await expect(page).toHaveURL(new RegExp(`request=${called.requestId}`))
    const receipt = page.locator('[data-slot="receipt"]')
    await expect(receipt).toContainText(formatUsdExact(called.costNanoUsd))
    await expect(receipt).toContainText(formatUsdExact(10_000_000_000n - called.costNanoUsd))
  })

  await test.step('the first steps are gone, the statement adds up', async () => {
    await page.goto('/overview')
    await expect(page.getByRole('heading', { name: 'Spend by model' })).toBeVisible()
    await expect(page.getByText('Four steps to your first call')).toBeHidden()
    await page.goto('/billing')
    await expect(page.getByRole('row').filter({ hasText: '1 call' })).toContainText(formatUsdExact(called.costNanoUsd))
  })

  await test.step('sign out', async () => {
    await page.getByRole('button', { name: /Account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await page.goto('/keys')
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fkeys/)
  })
})
