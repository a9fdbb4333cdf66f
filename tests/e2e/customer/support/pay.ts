import { expect, type Page } from '@playwright/test'
import { readyFile } from './customer'

/** How the simulator's webhooks behave from now on; nothing named = at once, once, in order. */
export async function webhooks(switches: { delayMs?: number }): Promise<void> {
  const { stripeSimulatorUrl } = readyFile()
  const answer = await fetch(`${stripeSimulatorUrl}/_sim/webhooks`, { method: 'POST', body: JSON.stringify(switches) })
  expect(answer.ok).toBe(true)
}

/** Pays on the payment service's page and comes back; the webhook comes later than the customer. */
export async function payOnPage(page: Page, verb: 'Pay' | 'Subscribe'): Promise<void> {
  await page.waitForURL('**/checkout/**')
  await webhooks({ delayMs: 1_500 })
  await page.getByRole('button', { name: new RegExp(`^${verb}`) }).click()
  await page.waitForURL('**/billing?purchase=**')
  // A mark that a page load would wipe out.
  await page.evaluate(() => document.documentElement.setAttribute('data-not-reloaded', ''))
  await expect(page.locator('[data-purchase="paid"]')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('html[data-not-reloaded]')).toHaveCount(1)
  await webhooks({})
}
