import { prisma } from '../db/prisma'
import { env } from '../env'
import { fillText, type MailTexts, mailTexts, sendMail } from '../mail'
import { formatUsd, type NanoUsd } from '../money'
import { settings } from '../settings'

type Content = { subject: string; paragraphs: string[]; label: string }

/** To the customer in their language, unless they are gone or don't want mails about payments. */
async function mailCustomer(userId: string, write: (texts: MailTexts) => Content): Promise<void> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  const wants = { ...Object(user?.notifications) }['failedPayment'] !== false
  if (!user || user.status === 'deleted' || !wants) return
  const { locale, texts } = mailTexts(user.locale)
  const { label, ...content } = write(texts)
  const action = { label, url: `${env().PUBLIC_URL}/billing` }
  await sendMail(user.email, { ...content, action, locale, signature: settings().brandName })
}

/** Tells a customer that an automatic top-up failed, with the way to pay by themselves. */
export async function sendTopUpFailedMail(userId: string, amount: NanoUsd, reason: string): Promise<void> {
  await mailCustomer(userId, ({ topUpFailed: texts }) => ({
    subject: fillText(texts.subject, { amount: formatUsd(amount) }),
    paragraphs: [
      reason === 'authentication_required' ? texts.authentication : texts.declined,
      texts.body,
      texts.meaning,
    ],
    label: texts.action,
  }))
}

/** Tells a customer that their plan could not be renewed. */
export async function sendRenewalFailedMail(userId: string, planName: string): Promise<void> {
  await mailCustomer(userId, ({ renewalFailed: texts }) => ({
    subject: fillText(texts.subject, { planName }),
    paragraphs: [texts.body, texts.meaning],
    label: texts.action,
  }))
}
