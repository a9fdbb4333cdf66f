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

/** Chooses an item of a row's menu. A dialog that still closes or a list that still loads closes the menu too: then it opens again. */
export async function chooseInRow(page: Page, row: string, item: string): Promise<void> {
  const choice = page.getByRole('menuitem', { name: item })
  const button = page.getByRole('button', { name: `Actions for ${row}` }).first()
  await expect(async () => {
    if (!(await choice.isVisible())) await button.click({ timeout: 5_000 })
    await choice.click({ timeout: 5_000 })
  }).toPass({ timeout: 60_000 })
}

/** Sees that the page's numbers come in live. */
export async function expectLive(page: Page): Promise<void> {
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
}
