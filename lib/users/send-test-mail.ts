import { writeAudit } from '../audit'
import { assertMay } from '../auth/assert-may'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { fillText, mailTexts, sendMail } from '../mail'
import { settings } from '../settings'

const maxReasonLength = 300

/** Sends one mail to a member of the staff, audited. Throws upstream_failed with what the mail server said. */
export async function sendTestMail(ctx: ActorContext, to: string): Promise<void> {
  assertMay(ctx, 'settings.test_mail')
  const { brandName } = settings()
  const reader = await prisma().user.findUnique({ where: { email: to.toLowerCase() }, select: { locale: true } })
  const { locale, texts } = mailTexts(reader?.locale ?? '')
  const subject = fillText(texts.test.subject, { brand: brandName })
  try {
    await sendMail(to, { subject, paragraphs: [texts.test.body], locale, signature: brandName })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new AppError('upstream_failed', `The mail could not be sent: ${cause.slice(0, maxReasonLength)}`)
  }
  const about = { subjectKind: 'settings', subjectId: 'mail', after: { to } }
  await writeAudit(prisma(), ctx, { action: 'settings.test_mail', ...about })
}
