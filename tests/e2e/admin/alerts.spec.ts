import { expect, test } from '@playwright/test'
import { expectAccessible } from '../customer/support/axe'
import { createCustomer, signIn } from '../customer/support/customer'
import { chooseInRow, signInAsAdmin } from './support/admin'

const firingMs = 90_000

test('a rule is made with its number in view, tested, fires, is told, and ends when it is switched off', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const name = `Disk ${Date.now()}`
  await signInAsAdmin(page)
  await page.goto('/admin/alerts?view=rules')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Metric').click()
  await page.getByRole('option', { name: 'Free disk' }).click()
  await dialog.getByLabel('Threshold, percent').fill('101')
  await dialog.getByLabel('Held for, s').fill('0')
  const preview = dialog.getByRole('region', { name: 'Right now' })
  await expect(preview.getByText('Data directory')).toBeVisible()
  await expect(preview.getByText('would fire')).toBeVisible()
  await expectAccessible(page, 'the dialog of a rule')
  await dialog.getByText('Webhook', { exact: true }).click()
  await dialog.getByLabel('Address').fill('http://user:secret@127.0.0.1/')
  await dialog.getByRole('button', { name: 'Make one' }).click()
  await dialog.getByRole('button', { name: 'Add rule' }).click()
  await expect(dialog.getByText('it must not contain a user or password')).toBeVisible()
  await dialog.getByLabel('Address').fill('')
  await dialog.getByRole('button', { name: 'Add rule' }).click()
  await expect(dialog).toBeHidden()
  await chooseInRow(page, name, 'Send a test')
  await expect(page.getByText(/^Arrived: /)).toBeVisible()
  const event = page.getByRole('button', { name: new RegExp(name) })
  await expect(async () => {
    await page.goto('/admin/alerts?state=open')
    await expect(event).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: firingMs })
  await event.click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByText('Data directory')).toBeVisible()
  await expect(sheet.getByText('Sent', { exact: true })).toBeVisible({ timeout: firingMs })
  await expectAccessible(page, 'the sheet of an event')
  await page.goto('/admin/alerts?view=rules')
  await chooseInRow(page, name, 'Switch off')
  await expect(page.getByText(`${name} is switched off`)).toBeVisible()
})

test('an announcement reaches whom it is for, as typed, until it was read', async ({ page, browser }) => {
  const [reader, other] = [await createCustomer('reader'), await createCustomer('other')]
  const title = `Maintenance ${Date.now()}`
  const body = '<img src=x onerror="document.title=1"> tonight'
  await signInAsAdmin(page)
  await page.goto('/admin/announcements')
  await page.getByRole('button', { name: 'Write one' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title').fill(title)
  await dialog.getByLabel('Text').fill(body)
  await dialog.getByLabel('For whom').click()
  await page.getByRole('option', { name: 'Single customers' }).click()
  await dialog.getByLabel('Single customers').fill(reader.id)
  await dialog.getByLabel('Publish now').click()
  await expectAccessible(page, 'the dialog of an announcement')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  const theirs = await (await browser.newContext()).newPage()
  await signIn(theirs, reader.email)
  await theirs.goto('/usage')
  await expect(theirs.getByText(body)).toBeVisible()
  await expect(theirs.locator('img[src="x"]')).toHaveCount(0)
  await theirs.getByRole('button', { name: 'Got it' }).click()
  await expect(theirs.getByText(body)).toBeHidden()
  await theirs.reload()
  await expect(theirs.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(theirs.getByText(body)).toBeHidden()
  const others = await (await browser.newContext()).newPage()
  await signIn(others, other.email)
  await others.goto('/usage')
  await expect(others.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(others.getByText(body)).toBeHidden()
  await page.reload()
  await expect(
    page.getByRole('row', { name: new RegExp(title) }).getByRole('cell', { name: '1', exact: true }),
  ).toBeVisible()
})
