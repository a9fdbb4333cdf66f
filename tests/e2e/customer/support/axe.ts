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

/** Visits all paths, in two tabs of the same browser at once: axe keeps one core busy, and there are two. */
export async function visitAll(
  page: Page,
  paths: readonly string[],
  visit: (tab: Page, path: string) => Promise<void>,
): Promise<void> {
  const left = [...paths]
  const second = await page.context().newPage()
  const work = async (tab: Page) => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) await visit(tab, path)
  }
  await Promise.all([work(page), work(second)])
  await second.close()
}
