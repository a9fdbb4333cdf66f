import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ActorContext } from '@/lib/auth'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { createId } from '@/lib/ids'
import {
  changePassword,
  confirmEmailChange,
  disableTwoFactor,
  enableTwoFactor,
  requestEmailChange,
  requestPasswordReset,
  resendVerification,
  resetPassword,
  sendTestMail,
  signUp,
  startTwoFactor,
} from '@/lib/users'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

giveTestDatabase()
const visitor: ActorContext = { actor: { kind: 'system', name: 'visitor' }, address: '', requestId: 'req_test' }
const password = 'correct horse battery'
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'turnpike-mails-'))
  setTestEnvironment({ DATA_DIR: folder })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
  rmSync(folder, { recursive: true, force: true })
})

type Mail = { to: string; subject: string; text: string; html: string; createdAt: string }

function mailsTo(...addresses: string[]): Mail[] {
  const outbox = path.join(folder, 'outbox')
  const files = readdirSync(outbox).filter((name) => name.endsWith('.json'))
  const mails: Mail[] = files.sort().map((name) => JSON.parse(readFileSync(path.join(outbox, name), 'utf8')))
  return mails.filter((mail) => addresses.includes(mail.to))
}

const newest = (email: string) => mailsTo(email).at(-1)
const codeIn = (mail: Mail | undefined) => /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? ''

/** Everything that an account is mailed about, one after the other. */
async function everyMail(name: string, locale: 'en' | 'zh'): Promise<Mail[]> {
  const [email, moved] = [`${name}@example.com`, `${name}-moved@example.com`]
  const { userId } = await signUp(visitor, { email, password, locale })
  const self: ActorContext = { ...visitor, actor: { kind: 'customer', userId } }
  await resendVerification(visitor, { email })
  await vi.waitFor(() => expect(mailsTo(email)).toHaveLength(2))
  await requestPasswordReset(visitor, { email })
  await vi.waitFor(() => expect(mailsTo(email)).toHaveLength(3))
  const code = /code=(\w+)/.exec(newest(email)?.text ?? '')?.[1] ?? ''
  await resetPassword(visitor, { email, code, password: `${password} 2` })
  await changePassword(self, userId, { currentPassword: `${password} 2`, password }, '')
  const { secret } = await startTwoFactor(self, userId)
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const { recoveryCodes } = await enableTwoFactor(self, userId, { code: totp.generate() })
  await disableTwoFactor(self, userId, { password, code: recoveryCodes[0] ?? '' })
  await requestEmailChange(self, userId, { email: moved, password })
  await confirmEmailChange(self, userId, { code: codeIn(newest(moved)) })
  return mailsTo(email, moved)
}

describe('every mail about an account', () => {
  it('is in the language of its reader, from subject to button', async () => {
    const mails = await everyMail('reader', 'zh')
    expect(mails).toHaveLength(9)
    for (const { subject, text, html } of mails) {
      expect(subject).toMatch(/\p{Script=Han}/u)
      expect(html).toContain('<html lang="zh">')
      // What is left of Latin letters are addresses, links and the brand.
      const words = text.replaceAll(/https?:\/\/\S+|\S+@\S+|Turnpike/g, '')
      expect(words).not.toMatch(/[A-Za-z]{3}/)
    }
  })

  it('is English for those who read English, with nothing left to fill in', async () => {
    const mails = await everyMail('english', 'en')
    expect(mails).toHaveLength(9)
    for (const { subject, text, html } of mails) {
      expect(`${subject}${text}`).not.toMatch(/\p{Script=Han}|\{\w+\}/u)
      expect(html).toContain('<html lang="en">')
    }
  })
})

describe('a test mail', () => {
  it('is in the language of the member of the staff, English for an address of nobody', async () => {
    const email = 'staff@example.com'
    const id = createId('user')
    await prisma().user.create({ data: { id, email, role: 'owner', locale: 'zh' } })
    const ctx: ActorContext = { ...visitor, actor: { kind: 'admin', userId: id, role: 'owner' } }
    await sendTestMail(ctx, email)
    await sendTestMail(ctx, 'elsewhere@example.com')
    expect(newest(email)?.subject).toBe('Turnpike：测试邮件')
    expect(newest('elsewhere@example.com')?.subject).toBe('Turnpike: test mail')
  })
})

describe('a mail server that is down', () => {
  it('undoes nothing that was done: the account is there, the password is the new one', async () => {
    const email = 'patient@example.com'
    setTestEnvironment({ DATA_DIR: '/dev/null/nowhere' })
    const { userId } = await signUp(visitor, { email, password })
    const self: ActorContext = { ...visitor, actor: { kind: 'customer', userId } }
    expect(await changePassword(self, userId, { currentPassword: password, password: `${password} 2` }, '')).toEqual({
      changed: true,
    })
    await expect(
      requestEmailChange(self, userId, { email: 'next@example.com', password: `${password} 2` }),
    ).rejects.toMatchObject({ code: 'upstream_failed' })
    setTestEnvironment({ DATA_DIR: folder })
    await resendVerification(visitor, { email })
    await vi.waitFor(() => expect(codeIn(newest(email))).not.toBe(''))
  })
})
