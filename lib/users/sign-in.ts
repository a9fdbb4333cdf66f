import { consumeAddressLimit, consumeLimit, forgiveLimit } from '../auth/rate-limits'
import { createSession } from '../auth/sessions'
import { decryptSecret, encryptSecret, verifyPassword } from '../crypto'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { emailField } from '../http/fields'
import { settings } from '../settings'
import { isSecondFactor } from './two-factor-code'
import type { UserRow } from './user-json'

export type SignInRefusal =
  | 'invalid_credentials'
  | 'two_factor_required'
  | 'invalid_code'
  | 'user_suspended'
  | 'rate_limited'
export type SignInResult =
  | { ok: true; userId: string; sessionId: string; locale: string }
  | { ok: false; refusal: SignInRefusal }
export type Browser = { userAgent: string; address: string }

const ticketMs = 600_000
const maxPasswordLength = 200
const maxCodeLength = 80
const maxTicketLength = 2_000
const refuse = (refusal: SignInRefusal): SignInResult => ({ ok: false, refusal })

async function openSession(user: UserRow, browser: Browser): Promise<SignInResult> {
  const { userAgent, address } = browser
  const sessionId = await createSession({ userId: user.id, days: settings().sessionDays, userAgent, address })
  return { ok: true, userId: user.id, sessionId, locale: user.locale }
}

async function withSecondFactor(user: UserRow, code: string | undefined, browser: Browser): Promise<SignInResult> {
  if (user.status !== 'active') return refuse(user.status === 'suspended' ? 'user_suspended' : 'invalid_credentials')
  if (user.totpEnabledAt === null) return await openSession(user, browser)
  if (!code) return refuse('two_factor_required')
  await consumeLimit('twoFactor', user.id)
  if (code.length > maxCodeLength || !(await isSecondFactor(user, code))) return refuse('invalid_code')
  await forgiveLimit('twoFactor', user.id)
  return await openSession(user, browser)
}

async function limited(work: () => Promise<SignInResult>): Promise<SignInResult> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return refuse('rate_limited')
    throw error
  }
}

/** Signs a person in with mail address, password and, when it is on, the second factor. A refusal is a value and tells nothing of whether the address is known. */
export async function signInWithPassword(
  input: { email: string; password: string; code?: string | undefined },
  browser: Browser,
): Promise<SignInResult> {
  const read = emailField.safeParse(input.email)
  return await limited(async () => {
    await consumeAddressLimit('signInAddress', browser.address)
    // No account can have these; what is that long isn't hashed.
    if (!read.success || input.password.length > maxPasswordLength) return refuse('invalid_credentials')
    const email = read.data
    await consumeLimit('signInAccount', email)
    const user = await prisma().user.findUnique({ where: { email } })
    const isRight = await verifyPassword(user?.passwordHash ?? null, input.password)
    if (!user || !isRight) return refuse('invalid_credentials')
    await forgiveLimit('signInAccount', email)
    return await withSecondFactor(user, input.code, browser)
  })
}

/** Proves for ten minutes that a provider vouched for a person whose second factor is still missing. */
export function createSignInTicket(userId: string, nowMs: number = Date.now()): string {
  return encryptSecret(JSON.stringify({ userId, expiresAtMs: nowMs + ticketMs }))
}

function readTicket(ticket: string): string | null {
  try {
    const fields: Record<string, unknown> = { ...Object(JSON.parse(decryptSecret(ticket))) }
    const { userId, expiresAtMs } = fields
    return typeof userId === 'string' && Number(expiresAtMs) > Date.now() ? userId : null
  } catch {
    // Not one of ours.
    return null
  }
}

/** Finishes a provider's sign-in with the second factor. */
export async function signInWithTicket(
  input: { ticket: string; code: string | undefined },
  browser: Browser,
): Promise<SignInResult> {
  return await limited(async () => {
    const userId = input.ticket.length > maxTicketLength ? null : readTicket(input.ticket)
    const user = userId === null ? null : await prisma().user.findUnique({ where: { id: userId } })
    return user ? await withSecondFactor(user, input.code, browser) : refuse('invalid_credentials')
  })
}

/** Opens a session for a person whom a provider vouched for and who has no second factor. */
export async function signInVouched(userId: string, browser: Browser): Promise<SignInResult> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  return user ? await withSecondFactor(user, undefined, browser) : refuse('invalid_credentials')
}
