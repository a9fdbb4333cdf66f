import { randomBytes } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import OpenAI, { APIError } from 'openai'
import { model } from './support/call-model'
import { createCustomer, manage, readyFile, signIn } from './support/customer'
import { payOnPage } from './support/pay'

const mark = randomBytes(3).toString('hex')
const small = `Small ${mark}`
const large = `Large ${mark}`

const made: string[] = []

// Pages of later tests show what is for sale.
test.afterAll(async () => {
  for (const id of made) await manage('PATCH', `/plans/${id}`, { forSale: false })
})

async function makePlan(name: string, priceUsd: number, dayNanoUsd: number): Promise<void> {
  const { id } = await manage<{ id: string }>('POST', '/plans', {
    ...{ name, priceNanoUsd: `${priceUsd}000000000`, interval: 'month', sortOrder: 50 },
    ...{ allowanceDayNanoUsd: String(dayNanoUsd), allowanceMonthNanoUsd: '90000000000' },
  })
  made.push(id)
}

/** One small call; the code of the refusal when there is one. */
async function call(apiKey: string): Promise<string> {
  const client = new OpenAI({ baseURL: `${readyFile().url}/v1`, apiKey, maxRetries: 0 })
  try {
    await client.responses.create({ model, input: 'Say hello', max_output_tokens: 20 })
    return 'answered'
  } catch (error) {
    if (error instanceof APIError) return error.code ?? ''
    throw error
  }
}

const card = (page: Page, name: string) => page.locator(`[data-plan="${name}"]`)

async function used(page: Page): Promise<number> {
  await page.goto('/billing')
  const bar = page.getByTestId('current-plan').getByRole('progressbar', { name: 'Allowance: Today' })
  return Number(await bar.getAttribute('aria-valuenow'))
}

// Two purchases, a dozen calls: more than the usual minute where the machine is busy.
test.setTimeout(120_000)

test('buy a plan, see its bars move, hit the limit, upgrade, cancel', async ({ page }) => {
  await makePlan(small, 10, 200_000)
  await makePlan(large, 40, 5_000_000_000)
  const customer = await createCustomer('plan')
  const body = { name: 'Plan key', poolId: readyFile().demoPoolId, fallbackToBalance: false }
  const { key } = await manage<{ key: string }>('POST', `/users/${customer.id}/api-keys`, body)
  await signIn(page, customer.email)

  await test.step('buy it', async () => {
    await page.goto('/billing')
    await card(page, small)
      .getByRole('button', { name: `Subscribe to ${small}` })
      .click()
    await payOnPage(page, 'Subscribe')
    await expect(page.getByTestId('current-plan')).toContainText(small)
    await expect(page.getByRole('region', { name: 'Invoices' })).toContainText('$10.00')
  })

  await test.step('calls move the bar and end at the limit', async () => {
    expect(await used(page)).toBe(0)
    expect(await call(key)).toBe('answered')
    await expect.poll(() => used(page), { timeout: 60_000 }).toBeGreaterThan(0)
    let last = 'answered'
    for (let calls = 0; calls < 20 && last === 'answered'; calls++) last = await call(key)
    expect(last).toBe('usage_limit_reached')
  })

  await test.step('upgrade, and go on calling', async () => {
    await page.goto('/billing')
    await card(page, large)
      .getByRole('button', { name: `Upgrade to ${large}` })
      .click()
    await page.getByRole('button', { name: 'Upgrade now' }).click()
    await expect(page.getByTestId('current-plan')).toContainText(large)
    expect(await call(key)).toBe('answered')
  })

  await test.step('cancel: it runs to the end of what was paid, and can be kept', async () => {
    await card(page, large).getByRole('button', { name: 'Cancel plan' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel plan' }).click()
    await expect(page.getByTestId('current-plan')).toContainText('Runs until')
    expect(await call(key)).toBe('answered')
    await expect(card(page, large).getByRole('button', { name: 'Keep plan' })).toBeVisible()
  })
})
