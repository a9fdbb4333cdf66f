import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import type { ReadyFile } from '../../../../dev/up/ready-file'

export const password = 'correct horse battery staple'

/** What `npm run up` wrote about the Turnpike of this run. */
export function readyFile(): ReadyFile {
  return JSON.parse(fs.readFileSync(process.env['TURNPIKE_READY_FILE'] ?? '', 'utf8')) as ReadyFile
}

export function newEmail(name: string): string {
  return `${name}-${randomBytes(4).toString('hex')}@example.com`
}

type Mail = { to: string; subject: string; text: string }

/** The newest mail to an address, once it is in the outbox. */
export async function readMail(to: string): Promise<Mail> {
  const directory = readyFile().mailOutboxDir
  let found: Mail | undefined
  await expect(async () => {
    const names = fs.existsSync(directory) ? fs.readdirSync(directory).filter((name) => name.endsWith('.json')) : []
    const mails = names.sort().map((name) => JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8')) as Mail)
    found = mails.findLast((mail) => mail.to === to)
    expect(found).toBeDefined()
  }).toPass({ timeout: 30_000 })
  if (!found) throw new Error(`no mail to ${to}`)
  return found
}

export async function readCode(to: string): Promise<string> {
  const mail = await readMail(to)
  const code = /\b\d{6}\b/.exec(mail.text)?.[0]
  if (!code) throw new Error(`no code in the mail "${mail.subject}"`)
  return code
}

/** Calls the management API with the run's own token. */
export async function manage<T>(method: string, route: string, body?: unknown): Promise<T> {
  const { url, managementToken } = readyFile()
  const response = await fetch(`${url}/api/admin/v1${route}`, {
    method,
    headers: { authorization: `Bearer ${managementToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`)
  return JSON.parse(text) as T
}

export type Customer = { id: string; email: string }

/** A confirmed customer with a password and, if asked, credit. */
export async function createCustomer(name: string, creditUsd = 0): Promise<Customer> {
  const email = newEmail(name)
  const user = await manage<{ id: string }>('POST', '/users', { email, password, name, emailVerified: true })
  if (creditUsd > 0) await credit(user.id, creditUsd)
  return { id: user.id, email }
}

export async function credit(userId: string, usd: number): Promise<void> {
  await manage('POST', `/users/${userId}/credits`, {
    amountNanoUsd: (BigInt(usd) * 1_000_000_000n).toString(),
    reason: 'for the browser test',
  })
}

export async function mintKey(userId: string, name: string): Promise<{ id: string; key: string }> {
  return await manage('POST', `/users/${userId}/api-keys`, { name, poolId: readyFile().demoPoolId })
}

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/overview**')
}

/** Remembers every answer of the site as text, to look for what must not be in it. */
export function recordAnswers(context: BrowserContext): () => Promise<string[]> {
  const bodies: Promise<string>[] = []
  context.on('response', (response) => {
    // Redirects and cached answers have no body.
    bodies.push(response.text().catch(() => ''))
  })
  return async () => await Promise.all(bodies)
}
