import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ActorContext } from '@/lib/auth'
import { createSession, findSessionUser } from '@/lib/auth/sessions'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import {
  changePassword,
  createInviteCode,
  deleteAccount,
  disableTwoFactor,
  enableTwoFactor,
  endAllSessions,
  listSessions,
  requestPasswordReset,
  resetPassword,
  signInWithPassword,
  signUp,
  startTwoFactor,
  updateProfile,
  updateProfileInput,
  updateUser,
  verifyEmail,
} from '@/lib/users'
import { linkOauthIdentity } from '@/lib/users/link-oauth-identity'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

giveTestDatabase()
const visitor: ActorContext = { actor: { kind: 'system', name: 'visitor' }, address: '', requestId: 'req_test' }
const browser = { userAgent: 'test', address: '' }
const password = 'correct horse battery'
let folder = ''
let counter = 0

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'turnpike-mail-'))
  setTestEnvironment({ DATA_DIR: folder })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
  rmSync(folder, { recursive: true, force: true })
})

function mailsTo(email: string): { subject: string; text: string }[] {
  const outbox = path.join(folder, 'outbox')
  const files = readdirSync(outbox).filter((name) => name.endsWith('.json'))
  const mails = files.sort().map((name) => JSON.parse(readFileSync(path.join(outbox, name), 'utf8')))
  return mails.filter((mail) => mail.to === email)
}

async function newPerson(): Promise<{ email: string; userId: string; self: ActorContext }> {
  counter += 1
  const email = `person${counter}@example.com`
  const { userId } = await signUp(visitor, { email, password })
  return { email, userId, self: { ...visitor, actor: { kind: 'customer', userId } } }
}

async function signIn(email: string, code?: string): Promise<string> {
  const result = await signInWithPassword({ email, password, code }, browser)
  if (!result.ok) throw new Error(result.refusal)
  return result.sessionId
}

describe('sign-up', () => {
  it('mails a code that confirms the address once, and keeps neither code nor password', async () => {
    const { email, userId } = await newPerson()
    const code = /\b\d{6}\b/.exec(mailsTo(email)[0]?.text ?? '')?.[0] ?? ''
    const wrong = code === '000000' ? '000001' : '000000'
    await expect(verifyEmail(visitor, { email, code: wrong })).rejects.toMatchObject({ code: 'invalid_request' })
    await verifyEmail(visitor, { email, code })
    await expect(verifyEmail(visitor, { email, code })).rejects.toMatchObject({ code: 'invalid_request' })
    const row = await prisma().user.findUniqueOrThrow({ where: { id: userId }, include: { mailCodes: true } })
    expect(row.emailVerifiedAt).not.toBeNull()
    expect(row.passwordHash).toMatch(/^\$argon2id\$/)
    expect(row.mailCodes[0]?.codeHash).not.toContain(code)
  })

  it('gives a code up after five wrong tries', async () => {
    const { email } = await newPerson()
    const code = /\b\d{6}\b/.exec(mailsTo(email)[0]?.text ?? '')?.[0] ?? ''
    for (let i = 0; i < 5; i++) {
      await expect(verifyEmail(visitor, { email, code: `wrong${i}` })).rejects.toMatchObject({
        code: 'invalid_request',
      })
    }
    await expect(verifyEmail(visitor, { email, code })).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('is refused when closed, and by invitation only for the invited address', async () => {
    setTestEnvironment({ SIGN_UP: 'closed' })
    await expect(newPerson()).rejects.toMatchObject({ code: 'permission_denied' })
    setTestEnvironment({ SIGN_UP: 'invite' })
    const inviteCode = createInviteCode('guest@example.com', new Date(Date.now() + 60_000))
    const other = { email: 'other@example.com', password, inviteCode }
    await expect(signUp(visitor, other)).rejects.toMatchObject({ code: 'permission_denied' })
    await signUp(visitor, { email: 'guest@example.com', password, inviteCode })
    setTestEnvironment({ SIGN_UP: undefined })
  })
})

describe('the language of mails', () => {
  it('is the one of the sign-up page until the settings say another, in every session at once', async () => {
    const { userId } = await signUp(visitor, { email: 'reader@example.com', password, locale: 'zh' })
    const session = await signIn('reader@example.com')
    expect(await findSessionUser(session)).toMatchObject({ locale: 'zh' })
    const self: ActorContext = { ...visitor, actor: { kind: 'customer', userId } }
    await updateProfile(self, userId, { locale: 'en' })
    await vi.waitFor(async () => expect(await findSessionUser(session)).toMatchObject({ locale: 'en' }))
    expect(updateProfileInput.safeParse({ locale: 'fr' }).success).toBe(false)
  })
})

describe('sign-in', () => {
  it('opens a session that ends at once everywhere, and never one for a suspended person', async () => {
    const { email, userId, self } = await newPerson()
    const [first, second] = [await signIn(email.toUpperCase()), await signIn(email)]
    expect(await findSessionUser(first)).toMatchObject({ id: userId, sessionId: first })
    expect(await listSessions(userId)).toHaveLength(2)
    await endAllSessions(self, userId, second)
    expect(await findSessionUser(first)).toBeNull()
    expect(await findSessionUser(second)).toMatchObject({ id: userId })
    await updateUser({ ...visitor, actor: { kind: 'admin', userId: 'usr_admin', role: 'admin' } }, userId, {
      status: 'suspended',
    })
    expect(await findSessionUser(second)).toBeNull()
    expect(await signInWithPassword({ email, password }, browser)).toEqual({ ok: false, refusal: 'user_suspended' })
  })

  it('says the same for a wrong password and an unknown address, and stops guessing after ten tries', async () => {
    const { email } = await newPerson()
    const guess = async (address: string) => await signInWithPassword({ email: address, password: 'wrong' }, browser)
    expect(await guess('nobody@example.com')).toEqual(await guess(email))
    for (let i = 0; i < 9; i++) await guess(email)
    expect(await guess(email)).toEqual({ ok: false, refusal: 'rate_limited' })
    expect(await signInWithPassword({ email, password }, browser)).toEqual({ ok: false, refusal: 'rate_limited' })
  })

  it('ends other sessions when the password is changed, and all when it is reset by mail', async () => {
    const { email, userId, self } = await newPerson()
    const [mine, other] = [await signIn(email), await signIn(email)]
    const change = { currentPassword: password, password: 'another password' }
    await changePassword(self, userId, change, mine)
    expect(await findSessionUser(other)).toBeNull()
    expect(await findSessionUser(mine)).not.toBeNull()
    await requestPasswordReset(visitor, { email: 'nobody@example.com' })
    await requestPasswordReset(visitor, { email })
    await vi.waitFor(() => expect(mailsTo(email).at(-1)?.text).toContain('/reset-password?'))
    const code = /code=([0-9A-Za-z]+)/.exec(mailsTo(email).at(-1)?.text ?? '')?.[1] ?? ''
    await resetPassword(visitor, { email, code, password })
    expect(await findSessionUser(mine)).toBeNull()
    expect(await findSessionUser(await signIn(email))).toMatchObject({ id: userId, emailVerified: true })
    await expect(resetPassword(visitor, { email, code, password })).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

describe('two-factor', () => {
  it('asks for the code, takes a recovery code once, and can be turned off with a code', async () => {
    const { email, userId, self } = await newPerson()
    const { secret, uri, qrSvg } = await startTwoFactor(self, userId)
    expect(uri).toMatch(/^otpauth:\/\/totp\//)
    expect(qrSvg).toContain('<svg')
    await signIn(email)
    const codes = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 })
    const { recoveryCodes } = await enableTwoFactor(self, userId, { code: codes.generate() })
    expect(recoveryCodes).toHaveLength(10)
    await expect(signIn(email)).rejects.toThrow('two_factor_required')
    await expect(signIn(email, '000 000')).rejects.toThrow('invalid_code')
    await signIn(email, codes.generate())
    await signIn(email, recoveryCodes[0])
    await expect(signIn(email, recoveryCodes[0])).rejects.toThrow('invalid_code')
    await disableTwoFactor(self, userId, { password, code: recoveryCodes[1] ?? '' })
    await signIn(email)
  })
})

describe('other people', () => {
  it('can’t be signed out, changed or deleted by a customer', async () => {
    const victim = await newPerson()
    const thief = await newPerson()
    const refused = { code: 'not_found' }
    await expect(endAllSessions(thief.self, victim.userId)).rejects.toMatchObject(refused)
    await expect(startTwoFactor(thief.self, victim.userId)).rejects.toMatchObject(refused)
    const confirmEmail = victim.email
    await expect(deleteAccount(thief.self, victim.userId, { password, confirmEmail })).rejects.toMatchObject(refused)
    await deleteAccount(victim.self, victim.userId, { password, confirmEmail })
    const row = await prisma().user.findUniqueOrThrow({ where: { id: victim.userId } })
    expect(row).toMatchObject({ status: 'deleted', passwordHash: null })
    expect(row.email).not.toContain('person')
  })
})

describe('a provider’s sign-in', () => {
  it('links to an existing account only when both sides have verified the address', async () => {
    const { email, userId } = await newPerson()
    const profile = {
      provider: 'google',
      providerId: `g-${userId}`,
      email,
      emailVerified: true,
      name: 'P',
      locale: 'en' as const,
    }
    expect(await linkOauthIdentity({ ...profile, emailVerified: false })).toEqual({
      ok: false,
      refusal: 'email_not_verified',
    })
    expect(await linkOauthIdentity(profile)).toEqual({ ok: false, refusal: 'email_taken' })
    await prisma().user.update({ where: { id: userId }, data: { emailVerifiedAt: new Date() } })
    expect(await linkOauthIdentity(profile)).toMatchObject({ ok: true, user: { id: userId } })
    expect(await linkOauthIdentity({ ...profile, email: 'moved@example.com' })).toMatchObject({ user: { id: userId } })
  })

  it('opens nothing for a session id that nobody has', async () => {
    const { userId } = await newPerson()
    const id = await createSession({ userId, days: 1, ...browser })
    expect(await findSessionUser(`${id.slice(0, -1)}!`)).toBeNull()
  })
})
