import { messagesOf } from '@/messages'
import { prisma } from '../db/prisma'
import { env } from '../env'
import { defaultLocale, isLocale } from '../i18n/config'
import { sendMail } from '../mail'
import { formatUsd, type NanoUsd } from '../money'
import { settings } from '../settings'

type Texts = ReturnType<typeof messagesOf>['mails']
type Content = { subject: string; paragraphs: string[]; label: string }

const filled = (text: string, values: Readonly<Record<string, string>>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

/** To the customer in their language, unless they are gone or don't want mails about payments. */
async function mailCustomer(userId: string, write: (texts: Texts) => Content): Promise<void> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  const wants = { ...Object(user?.notifications) }['failedPayment'] !== false
  if (!user || user.status === 'deleted' || !wants) return
  const { mails } = messagesOf(isLocale(user.locale) ? user.locale : defaultLocale)
  const { label, ...content } = write(mails)
  const action = { label, url: `${env().PUBLIC_URL}/billing` }
  await sendMail(user.email, { ...content, action, signature: settings().brandName })
}

/** Tells a customer that an automatic top-up failed, with the way to pay by themselves. */
export async function sendTopUpFailedMail(userId: string, amount: NanoUsd, reason: string): Promise<void> {
  await mailCustomer(userId, ({ topUpFailed: texts }) => ({
    subject: filled(texts.subject, { amount: formatUsd(amount) }),
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
    subject: filled(texts.subject, { planName }),
    paragraphs: [texts.body, texts.meaning],
    label: texts.action,
  }))
}
