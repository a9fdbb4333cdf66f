import { hashWithEveryPepper, hashWithPepper, isEqualConstantTime } from '../crypto'
import { env } from '../env'
import { AppError } from '../errors'
import { settings } from '../settings'

export type SignUpPolicy = { mode: 'open' | 'invite' | 'closed'; allowedMailDomains: readonly string[] }

const inviteLabel = (email: string, expiresAtSeconds: number) => `invite:${email}:${expiresAtSeconds}`

/** Who may make an account: the setting, or where it leaves it to the environment, SIGN_UP. */
export function signUpPolicy(): SignUpPolicy {
  const { signUp, allowedMailDomains } = settings()
  return { mode: signUp === 'environment' ? env().SIGN_UP : signUp, allowedMailDomains }
}

/** A code with which one mail address may sign up until it expires; nothing is stored. */
export function createInviteCode(email: string, expiresAt: Date): string {
  const seconds = Math.floor(expiresAt.getTime() / 1000)
  return `${seconds}.${hashWithPepper(inviteLabel(email.toLowerCase(), seconds)).hash}`
}

function isInvited(email: string, code: string | undefined): boolean {
  const [seconds = '', signature = ''] = (code ?? '').split('.')
  if (!/^\d{1,12}$/.test(seconds) || Number(seconds) * 1000 < Date.now()) return false
  return hashWithEveryPepper(inviteLabel(email, Number(seconds))).some(({ hash }) =>
    isEqualConstantTime(hash, signature),
  )
}

function isAllowedDomain(email: string, domains: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  return domains.length === 0 || domains.some((each) => each.toLowerCase() === domain)
}

/** Throws permission_denied unless the policy lets this address make an account. */
export function assertMaySignUp(email: string, inviteCode: string | undefined): void {
  const { mode, allowedMailDomains } = signUpPolicy()
  if (mode === 'closed') throw new AppError('permission_denied', 'New accounts are not taken at the moment.')
  if (mode === 'invite' && !isInvited(email, inviteCode)) {
    throw new AppError('permission_denied', 'You need an invitation for this e-mail address.')
  }
  if (!isAllowedDomain(email, allowedMailDomains)) {
    throw new AppError('permission_denied', 'This mail domain can’t sign up here.')
  }
}
