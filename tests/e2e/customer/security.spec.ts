import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { callModel } from './support/call-model'
import { createCustomer, manage, mintKey, password, readyFile, signIn } from './support/customer'

const mine = `<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>`
/** Right-to-left letters, then a control that turns the rest of the line. */
const rightToLeft = 'مفتاح الإنتاج \u202edrawkcab'

/** Everything the browser itself complains about: a blocked script or style, an error of a page. */
function recordComplaints(page: Page): string[] {
  const found: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') found.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => found.push(`${page.url()}: ${error.message}`))
  return found
}

test('every answer forbids foreign scripts, frames and sniffing, and no page breaks its own policy', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const customer = await createCustomer('headers', 5)
  const key = await mintKey(customer.id, 'Policy')
  const called = await callModel(key.key)
  const complaints = recordComplaints(page)
  await signIn(page, customer.email)
  const nonces = new Set<string>()
  for (const path of [
    '/',
    '/overview',
    '/keys?new=true',
    `/usage?request=${called.requestId}`,
    '/playground',
    '/settings',
  ]) {
    const answer = await page.goto(path)
    const headers = answer?.headers() ?? {}
    const policy = headers['content-security-policy'] ?? ''
    nonces.add(/script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("object-src 'none'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/)
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    expect(headers['referrer-policy']).toMatch(/^(strict-origin|no-referrer|same-origin)/)
    await page.waitForLoadState('networkidle')
  }
  expect(nonces.size).toBe(6)
  await page.getByRole('button', { name: 'Save mails' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.goto('/playground')
  await page.getByRole('combobox', { name: 'Model' }).click()
  await expect(page.getByRole('listbox')).toBeVisible()
  expect(complaints).toEqual([])
})

test('nothing that people store is ever run or lost: names, announcements, plans', async ({ page }) => {
  test.setTimeout(120_000)
  const customer = await createCustomer('stored', 5)
  const key = await mintKey(customer.id, mine)
  await mintKey(customer.id, rightToLeft)
  const called = await callModel(key.key)
  await manage('PATCH', `/users/${customer.id}`, { name: mine })
  const audience = { userIds: [customer.id] }
  await manage('POST', '/announcements', { title: mine, body: mine, status: 'published', audience })
  const plan = await manage<{ id: string }>('POST', '/plans', {
    name: `${mine} ${customer.id}`,
    description: mine,
    features: [mine],
    priceNanoUsd: '1000000000',
  })
  await signIn(page, customer.email)
  const inside = [
    '/overview',
    '/keys',
    '/usage',
    `/usage?request=${called.requestId}`,
    '/playground',
    '/billing',
    '/settings',
  ]
  for (const path of [
    ...inside,
    '/pricing',
    `/usage?model=${encodeURIComponent(mine)}&key=${encodeURIComponent(mine)}`,
  ]) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => 'stolen' in window), path).toBe(false)
    expect(await page.locator('img[src="x"]').count(), path).toBe(0)
  }
  await page.goto('/keys')
  await expect(page.getByRole('row').filter({ hasText: mine })).toHaveCount(1)
  // What would turn the rest of the line is taken out of a name; the letters stay.
  await expect(page.getByRole('row').filter({ hasText: rightToLeft.replace('\u202e', '') })).toHaveCount(1)
  await expect(page.getByText(mine).first()).toBeVisible()
  await manage('PATCH', `/plans/${plan.id}`, { forSale: false })
})

test('a sign-in leads only to pages of this site', async ({ browser }) => {
  test.setTimeout(120_000)
  const customer = await createCustomer('redirect')
  const { origin } = new URL(readyFile().url)
  for (const next of ['//evil.example/x', '/\\evil.example', 'https://evil.example/x']) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}&callbackUrl=${encodeURIComponent(next)}`)
    await page.getByLabel('E-mail').fill(customer.email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/overview**')
    expect(new URL(page.url()).origin, next).toBe(origin)
    await context.close()
  }
})

type Sent = { url: string; headers: Record<string, string>; body: string }

/** The request that the page's own form makes, to send it again as another site would. */
async function recordAction(page: Page, act: () => Promise<void>): Promise<Sent> {
  const waiting = page.waitForRequest((request) => request.headers()['next-action'] !== undefined)
  await act()
  const request = await waiting
  return { url: request.url(), headers: await request.allHeaders(), body: request.postData() ?? '' }
}

async function replay(context: BrowserContext, sent: Sent, headers: Record<string, string>): Promise<number> {
  const { 'content-type': type = '', 'next-action': action = '', accept = '' } = sent.headers
  const own = { 'content-type': type, 'next-action': action, accept }
  const answer = await context.request.post(sent.url, { headers: { ...own, ...headers }, data: sent.body })
  return answer.status()
}

test('a form of another site changes nothing, whatever cookies it brings', async ({ page, context }) => {
  const customer = await createCustomer('csrf')
  await signIn(page, customer.email)
  await page.goto('/settings')
  const name = page.getByLabel('Name', { exact: true })
  const sent = await recordAction(page, async () => {
    await name.fill('First')
    await page.getByRole('button', { name: 'Save profile' }).click()
  })
  await expect(page.getByText('Saved.')).toBeVisible()
  await name.fill('Second')
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(async () => {
    await page.reload()
    await expect(name).toHaveValue('Second', { timeout: 1_000 })
  }).toPass()

  expect(await replay(context, sent, { origin: 'https://evil.example' })).toBeGreaterThanOrEqual(400)
  await page.reload()
  await expect(name).toHaveValue('Second')
  const { origin } = new URL(readyFile().url)
  expect(await replay(context, sent, { origin })).toBe(200)

  await context.request.post('/api/auth/signout', { form: { csrfToken: 'guessed' } })
  await page.goto('/settings')
  await expect(name).toHaveValue('First')
})
