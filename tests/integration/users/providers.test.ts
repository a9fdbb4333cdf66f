import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Account, Profile } from 'next-auth'
import { Secret, TOTP } from 'otpauth'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemContext } from '@/lib/auth/actor-context'
import { findSessionUser } from '@/lib/auth/sessions'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma, prisma } from '@/lib/db/prisma'
import { authOptions, createUser, enableTwoFactor, startTwoFactor, updateUser } from '@/lib/users'
import { githubProfile } from '@/lib/users/github-profile'
import { signInWithTicket } from '@/lib/users/sign-in'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

giveTestDatabase()
const folder = mkdtempSync(path.join(tmpdir(), 'turnpike-providers-'))
const system = systemContext('test')
const browser = { userAgent: 'test', address: '' }
const remembered: string[] = []
const language = { current: 'zh', remember: async (saved: string) => void remembered.push(saved) } as const
let people = 0

beforeAll(() =>
  setTestEnvironment({
    ...{ DATA_DIR: folder, GOOGLE_CLIENT_ID: 'google-id', GOOGLE_CLIENT_SECRET: 'google-secret' },
    ...{ GITHUB_CLIENT_ID: 'github-id', GITHUB_CLIENT_SECRET: 'github-secret' },
  }),
)
afterEach(() => vi.unstubAllGlobals())
afterAll(async () => {
  await closePrisma()
  await closePool()
  rmSync(folder, { recursive: true, force: true })
})

type Claims = Profile & { email_verified?: boolean }

/** What next-auth asks of us after Google has vouched for somebody: may they in, and with which token. */
async function vouched(claims: Claims): Promise<{ admitted: boolean | string; sessionId: unknown }> {
  const { callbacks } = authOptions(browser, language)
  const account: Account = { provider: 'google', type: 'oauth', providerAccountId: `g-${claims.email}` }
  const user = { id: account.providerAccountId, name: 'Vouched', email: claims.email ?? null }
  const admitted = await callbacks?.signIn?.({ account, profile: claims, user })
  if (admitted !== true) return { admitted: admitted ?? false, sessionId: null }
  const token = await callbacks?.jwt?.({ token: {}, account, profile: claims, user })
  return { admitted, sessionId: token?.['sessionId'] }
}

const newEmail = () => `vouched${++people}@example.com`

async function person(): Promise<{ id: string; email: string }> {
  const { id, email } = await createUser(system, { email: newEmail(), password: 'correct horse', emailVerified: true })
  return { id, email }
}

describe('an outside sign-in', () => {
  it('is offered only with its id and secret', () => {
    expect(authOptions(browser, language).providers.map(({ id }) => id)).toEqual(['credentials', 'google', 'github'])
    setTestEnvironment({ GITHUB_CLIENT_ID: undefined, GITHUB_CLIENT_SECRET: undefined })
    expect(authOptions(browser, language).providers.map(({ id }) => id)).toEqual(['credentials', 'google'])
    setTestEnvironment({ GITHUB_CLIENT_ID: 'github-id', GITHUB_CLIENT_SECRET: 'github-secret' })
  })

  it('opens a session of the account with the same verified address, and of no other', async () => {
    const { id, email } = await person()
    const { sessionId } = await vouched({ email, email_verified: true })
    expect(await findSessionUser(String(sessionId))).toMatchObject({ id, email })
    expect(remembered.at(-1), 'the browser is shown the language that was saved').toBe('en')
    const unverified = await vouched({ email: (await person()).email, email_verified: false })
    expect(unverified).toEqual({ admitted: '/sign-in?error=email_not_verified', sessionId: null })
    const { email: unproven } = await createUser(system, { email: newEmail(), emailVerified: false })
    expect(await vouched({ email: unproven, email_verified: true })).toMatchObject({
      admitted: '/sign-in?error=email_taken',
    })
  })

  it('makes an account only while signing up is open, with the address confirmed', async () => {
    const email = newEmail()
    const { sessionId } = await vouched({ email, email_verified: true })
    const made = { email, emailVerified: true, locale: language.current }
    expect(await findSessionUser(String(sessionId))).toMatchObject(made)
    setTestEnvironment({ SIGN_UP: 'closed' })
    expect(await vouched({ email: newEmail(), email_verified: true })).toMatchObject({
      admitted: '/sign-in?error=sign_up_closed',
    })
    setTestEnvironment({ SIGN_UP: undefined })
  })

  it('lets nobody in who is suspended', async () => {
    const { id, email } = await person()
    await updateUser(system, id, { status: 'suspended' })
    expect(await vouched({ email, email_verified: true })).toMatchObject({
      admitted: '/sign-in?error=user_suspended',
    })
  })

  it('asks for the second factor too: no session before its code', async () => {
    const { id, email } = await person()
    const self = { ...system, actor: { kind: 'customer' as const, userId: id } }
    const { secret } = await startTwoFactor(self, id)
    const totp = new TOTP({ secret: Secret.fromBase32(secret) })
    const { recoveryCodes } = await enableTwoFactor(self, id, { code: totp.generate() })
    const { admitted, sessionId } = await vouched({ email, email_verified: true })
    expect(sessionId).toBeNull()
    expect(await prisma().session.count({ where: { userId: id } })).toBe(0)
    const ticket = new URLSearchParams(String(admitted).split('?')[1]).get('ticket') ?? ''
    expect(await signInWithTicket({ ticket, code: undefined }, browser)).toMatchObject({
      refusal: 'two_factor_required',
    })
    expect(await signInWithTicket({ ticket, code: '000' }, browser)).toMatchObject({ refusal: 'invalid_code' })
    expect(await signInWithTicket({ ticket: `${ticket}x`, code: recoveryCodes[0] }, browser)).toMatchObject({
      refusal: 'invalid_credentials',
    })
    expect(await signInWithTicket({ ticket, code: recoveryCodes[0] }, browser)).toMatchObject({ ok: true, userId: id })
  })
})

describe('a GitHub profile', () => {
  const answers = (emails: unknown) => {
    vi.stubGlobal('fetch', async (url: string) =>
      Response.json(url.endsWith('/emails') ? emails : { id: 7, login: 'octo', name: null }),
    )
  }

  it('has the primary address, verified only when GitHub says so of that very one', async () => {
    answers([
      { email: 'other@example.com', primary: false, verified: true },
      { email: 'main@example.com', primary: true, verified: false },
    ])
    expect(await githubProfile('token')).toMatchObject({
      email: 'main@example.com',
      email_verified: false,
      name: 'octo',
    })
    answers([{ email: 'main@example.com', primary: true, verified: true }])
    expect(await githubProfile('token')).toMatchObject({ sub: '7', email_verified: true })
    answers([])
    expect(await githubProfile('token')).toMatchObject({ email: '', email_verified: false })
  })
})
