import { expect, type Locator, type Page, test } from '@playwright/test'
import { callModel } from './support/call-model'
import { newEmail, password, readCode } from './support/customer'

const maxSteps = 120

/** Goes on with Tab until the thing is focused, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let step = 0; step < maxSteps; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} can't be reached with Tab`)
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(text)
}

test('with the keyboard alone: sign up, buy credit, mint a key, take its secret, find the call and its receipt', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const email = newEmail('keyboard')
  await test.step('sign up and confirm the address', async () => {
    await page.goto('/sign-up')
    await type(page, page.getByLabel('Name'), 'Kay Board')
    await type(page, page.getByLabel('E-mail'), email)
    await type(page, page.getByLabel('Password'), password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/verify-email**')
    await type(page, page.getByLabel('Code'), await readCode(email))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/overview**')
  })

  await test.step('buy credit', async () => {
    await press(page, page.getByRole('link', { name: 'Billing' }).first())
    await page.waitForURL('**/billing**')
    await press(page, page.getByRole('button', { name: '$10', exact: true }))
    await press(page, page.getByRole('button', { name: 'Continue to payment' }))
    await page.waitForURL('**/checkout/**')
    await press(page, page.getByRole('button', { name: /^Pay/ }))
    await page.waitForURL('**/billing**')
    await expect(page.getByRole('row').filter({ hasText: 'Credit bought' })).toContainText('+$10.00')
    await press(page, page.getByRole('link', { name: 'Overview' }).first())
    await page.waitForURL('**/overview**')
  })

  const secret = await test.step('mint a key; a bad field takes the focus and keeps the rest', async () => {
    await press(page, page.getByRole('link', { name: 'New key' }))
    const name = page.getByLabel('Name', { exact: true })
    await expect(name).toBeFocused()
    await page.keyboard.type('By keyboard')
    await type(page, page.getByLabel('Spend cap in USD'), 'lots')
    await press(page, page.getByRole('button', { name: 'Make key' }))
    await expect(page.getByLabel('Spend cap in USD')).toBeFocused()
    await expect(name).toHaveValue('By keyboard')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('2.50')
    await page.keyboard.press('Enter')
    const shown = page.getByTestId('secret')
    await expect(shown).toHaveText(/^tp-/)
    const text = await shown.innerText()
    await press(page, page.getByRole('button', { name: 'I’ve saved it' }))
    await expect(shown).toBeHidden()
    return text
  })

  const called = await callModel(secret)

  await test.step('the menu of commands leads to the usage list', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.type('usage')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/usage**')
  })

  await test.step('the call’s panel opens and closes, and the focus comes back', async () => {
    await expect(async () => {
      await page.reload()
      await expect(page.getByRole('row').filter({ hasText: 'By keyboard' })).toHaveCount(1, { timeout: 1_000 })
    }).toPass()
    await press(page, page.getByRole('row').filter({ hasText: 'By keyboard' }).getByRole('button').first())
    await expect(page).toHaveURL(new RegExp(called.requestId))
    await expect(page.locator('[data-slot="receipt"]')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })

  await test.step('sign out', async () => {
    await press(page, page.getByRole('button', { name: /Account/ }))
    const last = page.getByRole('menu').getByRole('menuitem').last()
    await expect(async () => {
      await page.keyboard.press('End')
      await expect(last).toBeFocused({ timeout: 1_000 })
    }).toPass({ timeout: 20_000 })
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/')
  })
})
