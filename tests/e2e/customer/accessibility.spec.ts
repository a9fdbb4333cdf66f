import { expect, test } from '@playwright/test'
import { expectAccessible, visitAll } from './support/axe'
import { callModel } from './support/call-model'
import { createCustomer, mintKey, signIn } from './support/customer'

const open = ['/', '/models', '/pricing', '/docs', '/docs/errors', '/docs/limits', '/docs/billing', '/docs/receipts']
const more = [
  '/docs/reliability',
  '/docs/performance',
  '/docs/management-api',
  '/status',
  '/terms',
  '/privacy',
  '/sign-up',
  '/sign-in',
  '/verify-email',
  '/forgot-password',
]
const signedIn = [
  '/overview',
  '/keys',
  '/playground',
  '/usage',
  '/billing',
  '/settings',
  '/overview?range=24h',
  '/usage?model=none',
]
const phone = { width: 390, height: 844 }

test.setTimeout(300_000)

test('public pages have nothing for axe, light and dark', async ({ page }) => {
  await visitAll(page, [...open, ...more], async (tab, path) => {
    const answer = await tab.goto(path)
    expect(answer?.status(), path).toBe(200)
    await expectAccessible(tab, path)
  })
})

test('signed-in pages, dialogs and panels have nothing for axe, full and empty', async ({ page }) => {
  const customer = await createCustomer('axe', 5)
  await signIn(page, customer.email)
  await visitAll(page, signedIn, async (tab, path) => {
    await tab.goto(path)
    await expectAccessible(tab, `${path}, empty`)
  })
  const key = await mintKey(customer.id, 'Axe key')
  const called = await callModel(key.key)
  const full = [...signedIn, '/keys?new=true', `/usage?request=${called.requestId}`]
  await visitAll(page, full, async (tab, path) => {
    await tab.goto(path)
    if (path.includes('=true') || path.includes('request=')) await expect(tab.getByRole('dialog')).toBeVisible()
    await expectAccessible(tab, path)
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: phone, hasTouch: true })

  test('no page scrolls sideways, and the drawer leads everywhere', async ({ page }) => {
    const customer = await createCustomer('phone', 5)
    const key = await mintKey(customer.id, 'A key with a rather long name that has to fit somewhere')
    const called = await callModel(key.key)
    const inside = [...signedIn, '/keys?new=true', `/usage?request=${called.requestId}`]
    for (const path of [...open, ...more, ...inside]) {
      if (path === inside[0]) await signIn(page, customer.email)
      await page.goto(path)
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(over, path).toBeLessThanOrEqual(0)
    }
    await page.goto('/overview')
    await page.getByRole('button', { name: 'Open menu' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Billing' }).click()
    await expect(page).toHaveURL(/\/billing/)
    await expect(page.getByRole('heading', { name: 'Billing', level: 1 })).toBeVisible()
  })
})
