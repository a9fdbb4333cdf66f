import { expect, test } from '@playwright/test'
import { createCustomer, manage, mintKey, readyFile, signIn } from './support/customer'

test('the playground streams with a named key, shows cost and first token, stops on “Stop”, and shows itself as code', async ({
  page,
  context,
}) => {
  const customer = await createCustomer('playground', 5)
  await signIn(page, customer.email)
  await page.goto('/playground')
  await expect(page.getByText('No usable key')).toBeVisible()

  const { id, key } = await mintKey(customer.id, '<script>alert(1)</script>')
  const sent: string[] = []
  context.on('request', (request) =>
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`),
  )
  await page.goto(`/playground?key=${id}`)
  await page.getByLabel('Message').fill('Say hello to the playground')
  await page.keyboard.press('Enter')
  const answer = page.getByTestId('assistant').first()
  await expect(answer).toHaveAttribute('aria-busy', 'false')
  await expect(answer).not.toBeEmpty()
  const cost = page.getByTestId('cost').first()
  await expect(cost).toContainText('$')
  await expect(cost).toContainText('first token after')

  await test.step('the record is an ordinary one, marked, and no secret travelled', async () => {
    const usage = await manage<{ data: Record<string, unknown>[] }>('GET', `/usage?userId=${customer.id}`)
    expect(usage.data).toMatchObject([{ playground: true, keyId: id, status: 'completed', stream: true }])
    expect(sent.filter((text) => text.includes(key))).toEqual([])
  })

  await test.step('what is out of range is said beside its field, and nothing is sent or lost', async () => {
    await page.getByLabel('Temperature').fill('9')
    await page.getByLabel('Message').fill('kept')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(page.getByText('A number from 0 to 2.')).toBeVisible()
    await expect(page.getByLabel('Temperature')).toBeFocused()
    await expect(page.getByLabel('Message')).toHaveValue('kept')
    await expect(page.getByTestId('assistant')).toHaveCount(1)
    await page.getByLabel('Temperature').fill('')
  })

  await test.step('stop ends a long answer where it is', async () => {
    const fault = { match: {}, fault: { kind: 'stall', afterTokens: 2 }, times: 1 }
    await fetch(`${readyFile().simulatorUrl}/_sim/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    })
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(page.getByTestId('assistant').nth(1)).not.toHaveText(/Waiting/)
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(page.getByText('Stopped')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
    await fetch(`${readyFile().simulatorUrl}/_sim/faults`, { method: 'DELETE' })
  })

  await test.step('the conversation as code', async () => {
    await page.getByRole('button', { name: 'View as code' }).click()
    const dialog = page.getByRole('dialog')
    for (const client of ['curl', 'TypeScript', 'Python', 'AI SDK']) {
      await dialog.getByRole('tab', { name: client }).click()
      await expect(dialog.getByRole('tabpanel')).toContainText('Say hello to the playground')
    }
    await page.keyboard.press('Escape')
  })

  await test.step('after an ended session the conversation stays, with a way to sign in beside it', async () => {
    await context.clearCookies()
    await page.getByLabel('Message').fill('Still there?')
    await page.keyboard.press('Enter')
    const link = page.getByRole('link', { name: 'Sign in in a new tab' })
    await expect(link).toHaveAttribute('target', '_blank')
    await expect(page.getByText('Say hello to the playground').first()).toBeVisible()
    await signIn(await context.newPage(), customer.email)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByTestId('assistant')).toHaveCount(3)
    await expect(page.getByTestId('assistant').nth(2)).toHaveAttribute('aria-busy', 'false')
  })
})

test('a playground call of another site, of nobody and with another’s key is refused', async ({ page }) => {
  const [own, other] = [await createCustomer('play-own', 1), await createCustomer('play-other', 1)]
  const foreign = await mintKey(other.id, 'not yours')
  const call = async (keyId: string, headers: Record<string, string>) => {
    const response = await page.request.post(`/api/playground/${keyId}/v1/responses`, {
      headers: { 'content-type': 'application/json', ...headers },
      data: { model: 'gpt-5-mini', input: 'hello' },
    })
    return response.status()
  }
  const { url } = readyFile()
  expect(await call(foreign.id, { origin: url })).toBe(401)
  await signIn(page, own.email)
  expect(await call(foreign.id, { origin: 'https://evil.example' })).toBe(403)
  expect(await call(foreign.id, { origin: url, 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await call(foreign.id, {})).toBe(403)
  expect(await call(foreign.id, { origin: url })).toBe(401)
  const usage = await manage<{ data: unknown[] }>('GET', `/usage?userId=${other.id}`)
  expect(usage.data).toEqual([])
})
