import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { callModel } from './support/call-model'
import { createCustomer, mintKey, signIn } from './support/customer'

const maxScriptBytes = 250 * 1024
/** What counts as good for people; a page that waits in its final size has next to none. */
const maxShift = 0.1

test('the overview stands with less than 250 KB of scripts, and nothing on it moves when its charts come', async ({
  page,
}) => {
  const customer = await createCustomer('weight', 5)
  const key = await mintKey(customer.id, 'Weight')
  await callModel(key.key)
  await signIn(page, customer.email)
  await page.addInitScript(() => {
    const shifts: number[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto('/overview')
  await expect(page.getByRole('heading', { name: 'Spend by model' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  const html = await (await page.request.get('/overview')).text()
  const tags = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
  const own = [...new Set(tags.map(([, src]) => src ?? ''))]
  expect(own.length).toBeGreaterThan(0)
  const sizes = await Promise.all(own.map(async (src) => gzipSync(await (await page.request.get(src)).body()).length))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  process.stdout.write(`the overview's scripts: ${Math.round(bytes / 1024)} KB gzip in ${own.length} files\n`)
  expect(bytes).toBeLessThan(maxScriptBytes)
  const moved = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0))
  process.stdout.write(`the overview's layout shift: ${moved.toFixed(4)}\n`)
  expect(moved).toBeLessThan(maxShift)
})
