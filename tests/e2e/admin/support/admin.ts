import { expect, type Page } from '@playwright/test'
import { readyFile } from '../../customer/support/customer'

/** Signs the run's owner in and waits for the panel. */
export async function signInAsAdmin(page: Page): Promise<void> {
  const { adminEmail, adminPassword } = readyFile()
  await page.goto('/sign-in?next=/admin')
  await page.getByLabel('E-mail').fill(adminEmail)
  await page.getByLabel('Password').fill(adminPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/admin')
}

/** Chooses an item of a row's menu; a dialog that is still closing takes the focus, and with it the menu, so it opens again. */
export async function chooseInRow(page: Page, row: string, item: string): Promise<void> {
  const choice = page.getByRole('menuitem', { name: item })
  await expect(async () => {
    if (!(await choice.isVisible()))
      await page.getByRole('button', { name: `Actions for ${row}` }).click({ timeout: 5_000 })
    await choice.click({ timeout: 5_000 })
  }).toPass({ timeout: 30_000 })
}

/** Sees that the page's numbers come in live. */
export async function expectLive(page: Page): Promise<void> {
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
}
