import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spreadCalls } from './spread-calls.mjs'

const timeoutMs = 180_000
const calls = 180
const atOnce = 4
const models = [
  ...['gpt-5-mini', 'claude-sonnet-4-5', 'gpt-5', 'gemini-2.5-flash', 'gpt-5-mini', 'claude-haiku-4-5', 'gpt-5-mini'],
  ...['claude-sonnet-4-5', 'gpt-5', 'claude-haiku-4-5'],
]
const keyNames = ['Production', 'Staging', 'Laptop']

async function post(url, token, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { ok: response.ok, requestId: response.headers.get('x-request-id'), text: await response.text() }
}

async function firstId({ url, managementToken }, route) {
  const response = await fetch(`${url}/api/admin/v1${route}`, {
    headers: { authorization: `Bearer ${managementToken}` },
    signal: AbortSignal.timeout(timeoutMs),
  })
  const { data } = await response.json()
  return data[0].id
}

function manager({ url, managementToken }) {
  return async (route, body) => {
    const { ok, text } = await post(`${url}/api/admin/v1${route}`, managementToken, body)
    if (!ok) throw new Error(`${route}: ${text}`)
    return JSON.parse(text)
  }
}

/** Buys credit and a plan as a person does: on the pages, with the payment simulator's checkout. */
async function buy(page) {
  const pay = async (open, verb) => {
    await page.goto('/billing')
    await open()
    await page.waitForURL('**/checkout/**')
    await page.getByRole('button', { name: new RegExp(`^${verb}`) }).click()
    await page.waitForURL('**/billing?purchase=**')
    await page.locator('[data-purchase="paid"]').waitFor({ timeout: timeoutMs })
  }
  await pay(() => page.getByRole('button', { name: 'Continue to payment' }).click(), 'Pay')
  const starter = page.locator('[data-plan="Starter"]')
  await pay(() => starter.getByRole('button').first().click(), 'Subscribe')
}

/** Makes the simulated provider break off, refuse or fail the calls that carry a tag; returns a way to undo it. */
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

function callOf(url, i) {
  const model = models[(i * 7) % models.length]
  const fault = i % 37 === 11 ? '[[sim tag=cut]] ' : i % 53 === 27 ? '[[sim tag=refused]] ' : ''
  const prompt = `${fault}Write ${20 + ((i * 37) % 90)} words about toll roads. ${'They have a long history. '.repeat(i % 9)}`
  const stream = i % 5 !== 0
  const messages = [{ role: 'user', content: prompt }]
  if (model.startsWith('claude'))
    return { url: `${url}/v1/messages`, body: { model, stream, max_tokens: 1024, messages } }
  if (model.startsWith('gemini'))
    return {
      url: `${url}/v1beta/models/${model}:generateContent`,
      body: { contents: [{ role: 'user', parts: [{ text: prompt }] }] },
    }
  return { url: `${url}/v1/responses`, body: { model, stream, max_output_tokens: 1024, input: prompt } }
}

async function makeCalls(url, keys) {
  let next = 0
  const work = async () => {
    while (next < calls) {
      const i = next++
      const key = keys[i % 7 === 0 ? 2 : i % 3 === 0 ? 1 : 0]
      const call = callOf(url, i)
      await post(call.url, key, call.body)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

async function newcomer(browser, { url, mailOutboxDir }) {
  const context = await browser.newContext({ baseURL: url, locale: 'en-US' })
  const page = await context.newPage()
  page.setDefaultTimeout(timeoutMs)
  const [email, password] = [`grace-${randomBytes(3).toString('hex')}@example.com`, 'correct horse battery staple']
  await page.goto('/sign-up')
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/verify-email**')
  await page.getByLabel('Code').fill(await mailedCode(mailOutboxDir, email))
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await page.waitForURL('**/overview**')
  await context.close()
  return { email, password, home: '/overview' }
}

async function mailedCode(directory, to) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(200)) {
    const names = fs.existsSync(directory) ? fs.readdirSync(directory).filter((name) => name.endsWith('.json')) : []
    const mails = names.sort().map((name) => JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8')))
    const code = /\b\d{6}\b/.exec(mails.findLast((mail) => mail.to === to)?.text ?? '')?.[0]
    if (code) return code
  }
  throw new Error(`no code was mailed to ${to}`)
}

/** A customer with credit, a plan, keys and a week of real calls, some of which failed; and one who has just signed up. */
export async function liveAWeek(browser, ready) {
  const manage = manager(ready)
  const email = `ada-${randomBytes(3).toString('hex')}@example.com`
  const password = randomBytes(12).toString('base64url')
  const { id } = await manage('/users', { email, password, name: 'Ada', emailVerified: true })
  const keys = []
  for (const name of keyNames) {
    const limits = name === 'Laptop' ? { spendCapNanoUsd: '2000000000', capPeriod: 'month', concurrencyLimit: 2 } : {}
    keys.push((await manage(`/users/${id}/api-keys`, { name, poolId: ready.demoPoolId, ...limits })).key)
  }
  const customer = { email, password, home: '/overview' }
  const context = await browser.newContext({ baseURL: ready.url, locale: 'en-US' })
  const page = await context.newPage()
  page.setDefaultTimeout(timeoutMs)
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/overview**')
  await buy(page)
  await context.close()
  const removeFaults = await addFaults(ready.simulatorUrl)
  await makeCalls(ready.url, keys).finally(removeFaults)
  const shown = await spreadCalls(ready.databaseUrl, id)
  const [planId, accountId] = [await firstId(ready, '/plans'), await firstId(ready, '/upstream-accounts')]
  return { customer, newcomer: await newcomer(browser, ready), userId: id, planId, accountId, ...shown }
}
