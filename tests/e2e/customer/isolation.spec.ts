import { expect, test } from '@playwright/test'
import { callModel } from './support/call-model'
import { createCustomer, manage, mintKey, signIn } from './support/customer'

test('one customer can neither see nor touch anything of another', async ({ page }) => {
  const victim = await createCustomer('victim', 5)
  const theirs = await mintKey(victim.id, 'Victim key')
  const called = await callModel(theirs.key)
  const stranger = await createCustomer('stranger', 5)
  await mintKey(stranger.id, 'Stranger key')
  await signIn(page, stranger.email)

  await test.step('no page shows their things, whatever the URL says', async () => {
    for (const path of ['/overview', '/keys?revoked=true', '/usage', `/usage?key=${theirs.id}`, '/billing']) {
      await page.goto(path)
      const html = await page.content()
      expect(html, path).not.toContain('Victim key')
      expect(html, path).not.toContain(called.requestId)
      expect(html, path).not.toContain(victim.email)
    }
    await page.goto(`/usage?request=${called.requestId}`)
    await expect(page.getByText('No such request')).toBeVisible()
    await expect(page.locator('[data-slot="receipt"]')).toHaveCount(0)
  })

  await test.step('no export holds their rows', async () => {
    const csv = await page.request.get(`/usage/export?key=${theirs.id}`)
    expect(csv.status()).toBe(200)
    expect((await csv.text()).trim().split('\n')).toHaveLength(1)
  })

  await test.step('no action works on their key', async () => {
    await page.goto('/keys')
    const own = await manage<{ data: { id: string; userId: string }[] }>('GET', `/api-keys?userId=${stranger.id}`)
    const ownId = own.data[0]?.id ?? ''
    expect(ownId).not.toBe('')
    let forged = 0
    await page.route('**/keys*', async (route) => {
      const body = route.request().postData()
      if (route.request().method() !== 'POST' || !body?.includes(ownId)) return await route.continue()
      forged++
      await route.continue({ postData: body.replaceAll(ownId, theirs.id) })
    })
    await page.getByRole('button', { name: 'Actions for Stranger key' }).click()
    await page.getByRole('menuitem', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke key' }).click()
    await expect(page.getByRole('alertdialog').getByRole('alert')).not.toBeEmpty()
    expect(forged).toBe(1)
    await callModel(theirs.key)
  })
})
