import { expect, type Page, test } from '@playwright/test'
import { createCustomer, manage, newEmail, password, signIn } from './support/customer'

/** Counts what the page's forms send. */
function countSends(page: Page): () => number {
  let sends = 0
  page.on('request', (request) => {
    if (request.headers()['next-action'] !== undefined) sends += 1
  })
  return () => sends
}

async function signInHere(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('wrong fields say so beside themselves, the first one has the focus, and the rest stays', async ({ page }) => {
  await page.goto('/sign-up')
  const [name, email, secret] = [page.getByLabel('Name'), page.getByLabel('E-mail'), page.getByLabel('Password')]
  await name.fill('\u200fعمر <script>alert(1)</script>')
  await email.fill('nobody@nowhere@')
  await secret.fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(email).toBeFocused()
  await expect(email).toHaveAccessibleDescription(/must be an e-mail address/)
  await expect(secret).toHaveAccessibleDescription(/must have at least 8 characters/)
  await expect(name).toHaveValue('\u200fعمر <script>alert(1)</script>')
  await expect(email).toHaveValue('nobody@nowhere@')

  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByLabel('E-mail')).toBeFocused()
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Enter your password.')
})

test('a form that is sent twice acts once, and the back button brings nothing twice', async ({ page }) => {
  const customer = await createCustomer('twice')
  await signIn(page, customer.email)
  await page.goto('/keys?new=true')
  const sends = countSends(page)
  await page.getByLabel('Name', { exact: true }).fill('Only one')
  await page.locator('form').evaluate((form: HTMLFormElement) => {
    for (let n = 0; n < 3; n++) form.requestSubmit()
  })
  await expect(page.getByTestId('secret')).toBeVisible()
  expect(sends()).toBe(1)
  await page.getByRole('button', { name: 'I’ve saved it' }).click()

  await page.goto('/billing')
  const pay = page.getByRole('button', { name: 'Continue to payment' })
  await page.getByLabel('Own amount in USD').fill('15')
  const before = sends()
  await pay.dblclick()
  await page.waitForURL('**/checkout/**')
  expect(sends() - before).toBe(1)
  await page.goBack()
  await page.waitForURL('**/billing')
  await expect(page.getByRole('row').filter({ hasText: 'Paid' })).toHaveCount(0)
  await pay.click()
  await page.waitForURL('**/checkout/**')
  await page.goBack()
  await page.waitForURL('**/billing')
  await page.goBack()
  const keys = await manage<{ data: unknown[] }>('GET', `/api-keys?userId=${customer.id}`)
  expect(keys.data).toHaveLength(1)
})

test('after an ended session a form leads to sign in and back, with everything that was typed', async ({ page }) => {
  const customer = await createCustomer('ended')
  await signIn(page, customer.email)
  await page.goto('/keys?new=true')
  await page.getByLabel('Name', { exact: true }).fill('مفتاح <b>الإنتاج</b>')
  await page.getByLabel('Spend cap in USD').fill('12.50')
  await page.getByRole('combobox', { name: 'Resets' }).click()
  await page.getByRole('option', { name: 'Each week' }).click()
  await page.getByRole('checkbox', { name: /Shorten answers/ }).click()
  await page.getByLabel('Never from these addresses').fill('10.0.0.0/8\n192.0.2.1')
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Make key' }).click()
  const told = page.getByRole('alert').filter({ hasText: 'Your session has ended' })
  await expect(told).toBeFocused()
  await expect(page.getByLabel('Spend cap in USD')).toHaveValue('12.50')
  await told.getByRole('button', { name: 'Sign in and come back' }).click()
  await page.waitForURL('**/sign-in?**')
  await signInHere(page, customer.email)
  await page.waitForURL('**/keys?new=true')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('مفتاح <b>الإنتاج</b>')
  await expect(page.getByLabel('Spend cap in USD')).toHaveValue('12.50')
  await expect(page.getByRole('combobox', { name: 'Resets' })).toHaveText('Each week')
  await expect(page.getByRole('checkbox', { name: /Shorten answers/ })).toBeChecked()
  await expect(page.getByLabel('Never from these addresses')).toHaveValue('10.0.0.0/8\n192.0.2.1')
  await page.getByRole('button', { name: 'Make key' }).click()
  await page.getByRole('button', { name: 'I’ve saved it' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'مفتاح <b>الإنتاج</b>' })).toHaveCount(1)

  await test.step('what is filtered comes back too, and a password is never kept', async () => {
    await page.goto('/settings')
    await page.getByLabel('New address').fill(newEmail('later'))
    await page.getByLabel('Your password').first().fill(password)
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Send code' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Your session has ended' })).toBeFocused()
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))
    expect(kept).toContain('later')
    expect(kept).not.toContain(password)
    await page.goto('/usage?status=failed&from=2026-01-02')
    await page.waitForURL('**/sign-in?**')
    await signInHere(page, customer.email)
    await page.waitForURL('**/usage?status=failed&from=2026-01-02')
  })
})

test('filters of the usage list live in the URL: a reload and the export have them', async ({ page }) => {
  const customer = await createCustomer('filters')
  await signIn(page, customer.email)
  await page.goto('/usage')
  await page.getByRole('combobox', { name: 'Status' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await expect(page).toHaveURL(/status=failed/)
  await page.getByLabel('From').fill('2026-01-02')
  await expect(page).toHaveURL(/status=failed.*from=2026-01-02|from=2026-01-02.*status=failed/)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Status' })).toHaveText('Failed')
  await expect(page.getByLabel('From')).toHaveValue('2026-01-02')
  await expect(page.getByRole('link', { name: 'Export CSV' })).toHaveAttribute('href', /status=failed/)
  for (const odd of [
    '?key=%00&model=%E2%80%AE',
    '?from=9999-99-99&to=x',
    '?status=nonsense&cursor=%00',
    '?request=%00',
  ]) {
    const answer = await page.goto(`/usage${odd}`)
    expect(answer?.status(), odd).toBe(200)
    await expect(page.getByRole('heading', { name: 'Usage' }).first()).toBeVisible()
  }
})
