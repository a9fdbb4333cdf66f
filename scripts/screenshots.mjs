// Takes the pictures of docs/pictures from a running local Turnpike: makes a customer, lets real calls through, looks.
// Usage: npm run up, then in a second shell: npm run screenshots. With `-- --all` also the pages that no document shows.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'

const root = path.resolve(import.meta.dirname, '..')
const output = path.resolve(process.env['PICTURES_DIR'] || path.join(root, 'docs', 'pictures'))
const readyFile = path.join(path.resolve(process.env['DATA_DIR'] || path.join(root, '.data')), 'ready.json')
const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['CHROMIUM'] || installed.find((file) => fs.existsSync(file))
const shown = ['overview', 'overview-dark', 'usage', 'usage-dark', 'admin']
const isWanted = (name) => process.argv.includes('--all') || shown.includes(name)
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const timeoutMs = 30_000

function readReady() {
  if (!fs.existsSync(readyFile)) throw new Error(`${readyFile} is missing: start Turnpike with "npm run up" first`)
  const ready = JSON.parse(fs.readFileSync(readyFile, 'utf8'))
  if (!ready.simulatorUrl) throw new Error('pictures are taken of a start that uses the simulator')
  return ready
}

async function post(url, token, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { ok: response.ok, requestId: response.headers.get('x-request-id'), text: await response.text() }
}

async function makeCustomer({ url, managementToken, demoPoolId }) {
  const manage = async (route, body) => {
    const { ok, text } = await post(`${url}/api/admin/v1${route}`, managementToken, body)
    if (!ok) throw new Error(`${route}: ${text}`)
    return JSON.parse(text)
  }
  const email = `ada-${randomBytes(3).toString('hex')}@example.com`
  const password = randomBytes(12).toString('base64url')
  const { id } = await manage('/users', { email, password, name: 'Ada', emailVerified: true })
  await manage(`/users/${id}/credits`, { amountNanoUsd: '25000000000', reason: 'Welcome' })
  const keys = []
  for (const name of ['Production', 'Staging', 'Laptop']) {
    keys.push((await manage(`/users/${id}/api-keys`, { name, poolId: demoPoolId })).key)
  }
  return { email, password, keys }
}

/** Makes the simulated provider break off or refuse the calls that carry a tag; returns a way to undo it. */
async function addFaults(simulatorUrl) {
  const rules = [
    { match: { tag: 'cut' }, fault: { kind: 'cut', afterTokens: 20 } },
    { match: { tag: 'refused' }, fault: { kind: 'status', status: 400 } },
  ]
  const ids = []
  for (const rule of rules) ids.push(JSON.parse((await post(`${simulatorUrl}/_sim/faults`, '', rule)).text).id)
  return async () => {
    for (const id of ids) {
      await fetch(`${simulatorUrl}/_sim/faults/${id}`, { method: 'DELETE', signal: AbortSignal.timeout(timeoutMs) })
    }
  }
}

/** Streamed and whole calls of several models and dialects, some of which fail; answers one to look at. */
async function makeCalls(url, keys) {
  const models = ['gpt-5-mini', 'claude-sonnet-4-5', 'gpt-5', 'sim-reasoning', 'gpt-5-mini', 'claude-haiku-4-5']
  const kept = []
  for (let i = 0; i < 42; i++) {
    const key = keys[i % 7 === 0 ? 2 : i % 3 === 0 ? 1 : 0]
    const model = models[i % models.length]
    const fault = i % 20 === 11 ? '[[sim tag=cut]] ' : i % 20 === 17 ? '[[sim tag=refused]] ' : ''
    const history = 'They have a long history. '.repeat(i % 9)
    const prompt = `${fault}Write ${40 + ((i * 37) % 160)} words about toll roads. ${history}`
    const stream = i % 5 !== 0
    const { ok, requestId } = model.startsWith('claude')
      ? await post(`${url}/v1/messages`, key, {
          model,
          stream,
          max_tokens: 1024,
          messages: [{ role: 'user', content: prompt }],
        })
      : await post(`${url}/v1/responses`, key, { model, stream, max_output_tokens: 1024, input: prompt })
    if (ok && !fault && model === 'gpt-5') kept.push(requestId)
  }
  return kept.at(-1)
}

async function signIn(page, email, password, next) {
  await page.goto(`/sign-in?next=${next}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((address) => address.pathname === next)
}

async function take(page, name, address) {
  await page.goto(address)
  await page.waitForTimeout(1_500)
  // A panel that opens with the page focuses its first button, as if the keyboard had.
  await page.evaluate(() => document.activeElement?.blur())
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (over > 0) console.error(`${name}: scrolls sideways by ${over} px`)
  await page.screenshot({ path: path.join(output, `${name}.png`) })
  console.log(`${name}.png`)
}

async function visit(browser, options, user, pictures) {
  const wanted = Object.entries(pictures).filter(([name]) => isWanted(name))
  if (wanted.length === 0) return
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce', locale: 'en-US' })
  const page = await context.newPage()
  if (user) await signIn(page, user.email, user.password, user.next)
  for (const [name, address] of wanted) await take(page, name, address)
  await context.close()
}

async function main() {
  const ready = readReady()
  fs.mkdirSync(output, { recursive: true })
  const customer = { ...(await makeCustomer(ready)), next: '/overview' }
  const removeFaults = await addFaults(ready.simulatorUrl)
  const requestId = await makeCalls(ready.url, customer.keys).finally(removeFaults)
  const admin = { email: ready.adminEmail, password: ready.adminPassword, next: '/admin' }
  const inside = {
    ...{ overview: '/overview?range=24h', keys: '/keys', usage: `/usage?request=${requestId}` },
    ...{ playground: '/playground', billing: '/billing' },
  }
  const panel = {
    ...{ admin: '/admin', accounts: '/admin/upstream-accounts', requests: '/admin/requests', plans: '/admin/plans' },
    ...{ codes: '/admin/redeem-codes', margin: '/admin/margin', alerts: '/admin/alerts?view=rules' },
    ...{ announcements: '/admin/announcements', 'route-explain': '/admin/route-explain' },
  }
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(executablePath && { executablePath }),
  })
  const looks = { '': { viewport: desktop }, '-dark': { viewport: desktop, colorScheme: 'dark' } }
  const onPhone = { '-phone': { viewport: phone, hasTouch: true, isMobile: true } }
  try {
    for (const [ending, look] of Object.entries({ ...looks, ...onPhone })) {
      const options = { baseURL: ready.url, colorScheme: 'light', ...look }
      const named = (pictures) => Object.fromEntries(Object.entries(pictures).map(([name, to]) => [name + ending, to]))
      await visit(browser, options, null, named({ landing: '/', pricing: '/pricing' }))
      await visit(browser, options, customer, named({ ...inside, mint: '/keys?new=true' }))
      await visit(browser, options, admin, named(panel))
    }
  } finally {
    await browser.close()
  }
}

await main()
