import { expect, type Page, test } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { createCustomer, manage, newEmail, password, signIn } from './support/customer'

type Person = { id: string; email: string; locale: string; emailVerifiedAt: string | null }

const peopleWith = async (email: string) =>
  (await manage<{ data: Person[] }>('GET', `/users?email=${encodeURIComponent(email)}`)).data

/** Goes to a provider from the sign-in page and says there who one is. */
async function vouch(page: Page, provider: 'Google' | 'GitHub', email: string, isVerified = true): Promise<void> {
  await page.getByRole('button', { name: `Continue with ${provider}` }).click()
  await page.getByLabel('Address').fill(email)
  if (!isVerified) await page.getByLabel('Not verified').check()
  await page.getByRole('button', { name: 'Allow' }).click()
}

test('Google makes an account in the reader’s language; a new browser speaks it too', async ({ page, browser }) => {
  const email = newEmail('google')
  const chinese = await browser.newContext({ locale: 'zh-CN' })
  const reader = await chinese.newPage()
  await reader.goto('/sign-in?next=/keys')
  await reader.getByRole('button', { name: /Google/ }).click()
  await reader.getByLabel('Address').fill(email)
  await reader.getByRole('button', { name: 'Allow' }).click()
  await reader.waitForURL('**/keys')
  await expect(reader.locator('html')).toHaveAttribute('lang', 'zh')
  await chinese.close()
  const people = await peopleWith(email)
  expect(people).toMatchObject([{ email, locale: 'zh', emailVerifiedAt: expect.any(String) }])

  await page.goto('/sign-in')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await vouch(page, 'Google', email)
  await page.waitForURL('**/overview')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh')
  expect(await peopleWith(email)).toHaveLength(1)
})

test('GitHub opens the account with the same confirmed address, and no other way in', async ({ page, context }) => {
  const customer = await createCustomer('github')
  await page.goto('/sign-in?next=/settings')
  await vouch(page, 'GitHub', customer.email, false)
  await expect(page.getByText('hasn’t confirmed your e-mail address')).toBeVisible()
  await vouch(page, 'GitHub', customer.email)
  await page.waitForURL('**/settings')
  await expect(page.getByText(customer.email).first()).toBeVisible()
  expect(await peopleWith(customer.email)).toHaveLength(1)

  await context.clearCookies()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Continue with GitHub' }).click()
  await page.getByRole('button', { name: 'Deny' }).click()
  await page.waitForURL('**/sign-in?**')
  await expect(page.getByText('Signing in didn’t work')).toBeVisible()
  for (const provider of ['google', 'github']) {
    const forged = `/api/auth/callback/${provider}?code=stolen&state=guessed`
    const answer = await context.request.get(forged, { maxRedirects: 0 })
    expect(answer.headers()['location'], provider).toContain('error=OAuthCallback')
  }
  expect((await context.cookies()).filter(({ name }) => name.includes('session-token'))).toEqual([])
})

test('two-factor: code of the app, recovery code once, and a provider’s word isn’t enough', async ({
  page,
  browser,
}) => {
  const customer = await createCustomer('totp')
  const totp = await test.step('turn it on', async () => {
    await signIn(page, customer.email)
    await page.goto('/settings')
    await page.getByRole('button', { name: 'Turn on' }).click()
    const secret = await page.locator('.select-all').innerText()
    const made = new TOTP({ secret: Secret.fromBase32(secret) })
    await page.getByLabel('Code from the app').fill(made.generate())
    await page.getByRole('button', { name: 'Turn on' }).click()
    return made
  })
  await expect(page.getByRole('heading', { name: 'Recovery codes' })).toBeVisible()
  const recovery = (await page.locator('main ul.font-mono li').allInnerTexts())[0] ?? ''
  expect(recovery).toMatch(/^\w{5}-\w{5}$/)

  /** A browser of its own that has proved all but the code. */
  const askForCode = async (how: 'password' | 'Google') => {
    const other = await (await browser.newContext()).newPage()
    await other.goto('/sign-in?next=/keys')
    if (how === 'Google') await vouch(other, 'Google', customer.email)
    else {
      await other.getByLabel('E-mail').fill(customer.email)
      await other.getByLabel('Password').fill(password)
      await other.getByRole('button', { name: 'Sign in' }).click()
    }
    await expect(other.getByText('One more step')).toBeVisible()
    const code = other.getByLabel('Code from your authenticator app')
    const send = async (text: string) => {
      await code.fill(text)
      await other.getByRole('button', { name: 'Continue', exact: true }).click()
    }
    return { other, code, send }
  }

  await test.step('the password needs a code beside it', async () => {
    const { other, code, send } = await askForCode('password')
    await send('')
    await expect(code).toBeFocused()
    await expect(code).toHaveAccessibleDescription(/Enter the code/)
    await send('000')
    await expect(code).toHaveAccessibleDescription(/isn’t right/)
    await send(totp.generate())
    await other.waitForURL('**/keys')
  })
  await test.step('a recovery code works once, after a provider’s sign-in too', async () => {
    const first = await askForCode('Google')
    await first.send(recovery)
    await first.other.waitForURL('**/keys')
    const second = await askForCode('Google')
    await second.send(recovery)
    await expect(second.code).toHaveAccessibleDescription(/isn’t right/)
  })
})
