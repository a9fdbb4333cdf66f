import { randomBytes } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { expectAccessible } from '../customer/support/axe'
import { createCustomer, manage, readyFile } from '../customer/support/customer'
import { signInAsAdmin } from './support/admin'

const unique = () => randomBytes(3).toString('hex')

test('the panel explains where a call would go, why not elsewhere, and what would be held', async ({ page }) => {
  const pool = await manage<{ id: string }>('POST', '/account-pools', {
    name: `Explained ${unique()}`,
    visibility: 'public',
  })
  const names = { serving: `Serving ${unique()}`, disabled: `Disabled ${unique()}` }
  const accounts: { id: string }[] = []
  for (const name of Object.values(names)) {
    const credential = { kind: 'api_key', apiKey: `sk-${unique()}` }
    const more = { concurrencyLimit: 3, priority: 1, poolIds: [pool.id] }
    const baseUrl = `${readyFile().simulatorUrl}/v1`
    accounts.push(
      await manage<{ id: string }>('POST', '/upstream-accounts', {
        name,
        protocol: 'openai',
        baseUrl,
        credential,
        ...more,
      }),
    )
  }
  await manage('PATCH', `/upstream-accounts/${accounts[1]?.id}`, { enabled: false })
  const customer = await createCustomer('explained', 5)
  const key = await manage<{ id: string }>('POST', `/users/${customer.id}/api-keys`, { name: 'one', poolId: pool.id })

  await signInAsAdmin(page)
  await page.goto('/admin/route-explain')
  await page.getByLabel('API key').fill(key.id)
  await page.getByLabel('Model').fill('gpt-5-mini')
  await page.getByRole('button', { name: 'Explain' }).click()
  await expect(page.getByText(`${names.serving} would serve it`)).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: names.serving })).toContainText('would serve')
  await expect(page.getByRole('row').filter({ hasText: names.disabled })).toContainText('disabled')
  await expect(page.getByText('Expected hold')).toBeVisible()
  await expectAccessible(page, '/admin/route-explain with an answer')

  await page.getByLabel('Model').fill('no-such-model')
  await page.getByRole('button', { name: 'Explain' }).click()
  await expect(page.getByText('It would be refused: model_not_found')).toBeVisible()
  await page.getByLabel('API key').fill('key_unknown')
  await page.getByRole('button', { name: 'Explain' }).click()
  await expect(page.getByText('There is no such API key')).toBeVisible()
})
