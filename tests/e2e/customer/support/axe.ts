import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

async function expectNothing(axe: AxeBuilder, name: string): Promise<void> {
  const { violations } = await axe.analyze()
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))
  expect(found, name).toEqual([])
}

/** Fails with the rule and the element when axe finds anything; the dark page differs in its colours alone. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await expect(page.locator('html')).not.toHaveClass(/dark/)
  await expectNothing(new AxeBuilder({ page }), name)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveClass(/dark/)
  await expectNothing(new AxeBuilder({ page }).withRules(['color-contrast']), `${name}, dark`)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}
