import { writeAudit } from '../audit'
import { assertMay } from '../auth/assert-may'
import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { AppError } from '../errors'
import { sendMail } from '../mail'
import { settings } from '../settings'

const maxReasonLength = 300

/** Sends one mail to a member of the staff, audited. Throws upstream_failed with what the mail server said. */
export async function sendTestMail(ctx: ActorContext, to: string): Promise<void> {
  assertMay(ctx, 'settings.test_mail')
  const { brandName } = settings()
  try {
    await sendMail(to, {
      subject: `${brandName}: test mail`,
      paragraphs: ['This mail was sent from the settings page. Mails to your customers go the same way.'],
      signature: brandName,
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new AppError('upstream_failed', `The mail could not be sent: ${cause.slice(0, maxReasonLength)}`)
  }
  const subject = { subjectKind: 'settings', subjectId: 'mail', after: { to } }
  await writeAudit(prisma(), ctx, { action: 'settings.test_mail', ...subject })
}
