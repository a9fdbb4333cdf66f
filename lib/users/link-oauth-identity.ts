import { writeAudit } from '../audit'
import { inTransaction, prisma } from '../db/prisma'
import { AppError } from '../errors'
import { personNameField } from '../http/fields'
import type { Locale } from '../i18n/config'
import { createUser } from './create-user'
import { grantSignUpCredit } from './grant-sign-up-credit'
import { assertMaySignUp } from './sign-up-policy'
import type { UserRow } from './user-json'
import { visitorOrigin } from './visitor-origin'

export type OauthProfile = {
  provider: string
  providerId: string
  email: string
  /** What the provider says about the address: only a verified one may be linked or sign up. */
  emailVerified: boolean
  name: string
  /** Of the page they came from: what an account that is made now speaks. */
  locale: Locale
}

export type OauthRefusal = 'sign_up_closed' | 'email_not_verified' | 'email_taken'
export type OauthResult = { ok: true; user: UserRow } | { ok: false; refusal: OauthRefusal }

async function link(userId: string, profile: OauthProfile): Promise<void> {
  const { provider, providerId } = profile
  await inTransaction(async (tx) => {
    await tx.oauthIdentity.create({ data: { provider, providerId, userId } })
    const subject = { subjectKind: 'user', subjectId: userId, after: { provider } }
    await writeAudit(tx, visitorOrigin(), { action: 'user.link_identity', ...subject })
  })
}

async function signUpVouched(profile: OauthProfile): Promise<OauthResult> {
  try {
    assertMaySignUp(profile.email, undefined)
  } catch (error) {
    if (error instanceof AppError) return { ok: false, refusal: 'sign_up_closed' }
    throw error
  }
  const created = await createUser(visitorOrigin(), {
    ...{ email: profile.email, locale: profile.locale },
    name: personNameField.catch('').parse(profile.name),
  })
  await link(created.id, profile)
  await grantSignUpCredit(created.id)
  return { ok: true, user: await prisma().user.findUniqueOrThrow({ where: { id: created.id } }) }
}

/**
 * The person behind a provider's identity: known by it, or by the same mail address when both sides have verified it,
 * or new when the sign-up policy allows. An unverified address never reaches an existing account.
 */
export async function linkOauthIdentity(profile: OauthProfile): Promise<OauthResult> {
  const { provider, providerId } = profile
  const known = await prisma().oauthIdentity.findUnique({
    where: { provider_providerId: { provider, providerId } },
    include: { user: true },
  })
  if (known) return { ok: true, user: known.user }
  if (!profile.emailVerified) return { ok: false, refusal: 'email_not_verified' }
  const user = await prisma().user.findUnique({ where: { email: profile.email } })
  if (!user) return await signUpVouched(profile)
  // Whoever made that account never proved the address: linking would hand them this person's identity.
  if (user.emailVerifiedAt === null) return { ok: false, refusal: 'email_taken' }
  await link(user.id, profile)
  return { ok: true, user }
}
