// `npm run screenshots`: starts a Turnpike of its own, lets a customer work in it for a week, and takes a picture of every
// page: light, dark and on a phone. They are written to .data/pictures; those that documents show, to docs/pictures.
// Names after `--` take only those pictures: npm run screenshots -- overview billing
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { say } from '../dev/progress.mjs'
import { liveAWeek } from './screenshots/live-a-week.mjs'
import { assertEveryPage, picturesOf } from './screenshots/pages.mjs'
import { startProduct } from './screenshots/start-product.mjs'

const root = path.resolve(import.meta.dirname, '..')
const output = path.resolve(process.env['PICTURES_DIR'] || path.join(root, '.data', 'pictures'))
const shownOutput = path.join(root, 'docs', 'pictures')
/** What documents show, and in which looks. */
const shown = new Set(['overview', 'overview-dark', 'usage-request', 'playground', 'billing', 'keys', 'admin'])
const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['CHROMIUM'] || installed.find((file) => fs.existsSync(file))
const asked = process.argv.slice(2)
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const looks = {
  '': { viewport: desktop },
  '-dark': { viewport: desktop, colorScheme: 'dark' },
  '-phone': { viewport: phone, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
}
/** Long pages go on below what a person sees first; beyond this, nobody looks. */
const maxHeight = 4_000
const settleMs = 1_200
const timeoutMs = 120_000

async function signIn(page, { email, password, home }) {
  await page.goto(`/sign-in?next=${home}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((address) => address.pathname === home)
}

async function take(page, name, picture) {
  await page.goto(picture.path)
  await picture.act?.(page)
  await page.waitForTimeout(settleMs)
  // A panel that opens with the page focuses its first button, as if the keyboard had.
  await page.evaluate(() => document.activeElement?.blur())
  const { over, height } = await page.evaluate(() => ({
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
  }))
  if (over > 0) say(`${name}: scrolls sideways by ${over} px`)
  if (shown.has(name)) await page.screenshot({ path: path.join(shownOutput, `${name}.png`) })
  const { width, height: least } = page.viewportSize()
  const clip = { x: 0, y: 0, width, height: Math.min(maxHeight, Math.max(height, least)) }
  await page.screenshot({ path: path.join(output, `${name}.png`), fullPage: true, clip })
  say(`${name}.png`)
}

async function visit(browser, baseURL, { user, pictures }) {
  for (const [ending, look] of Object.entries(looks)) {
    const wanted = pictures.filter(({ name }) => asked.length === 0 || asked.includes(name))
    if (wanted.length === 0) continue
    const context = await browser.newContext({
      ...{ baseURL, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-US' },
      ...look,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(timeoutMs)
    if (user) await signIn(page, user)
    for (const picture of wanted) await take(page, picture.name + ending, picture)
    await context.close()
  }
}

async function main() {
  assertEveryPage(path.join(root, 'app'))
  fs.mkdirSync(output, { recursive: true })
  const product = await startProduct(root)
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(executablePath && { executablePath }),
  })
  try {
    const week = await liveAWeek(browser, product.ready)
    for (const group of picturesOf(product.ready, week)) await visit(browser, product.ready.url, group)
  } finally {
    await browser.close()
    await product.stop()
  }
}

await main()
