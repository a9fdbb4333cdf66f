import { prisma } from '../db/prisma'
import { env } from '../env'
import { sendMail } from '../mail'
import { formatUsd, type NanoUsd } from '../money'
import { settings } from '../settings'

type Content = { subject: string; paragraphs: string[]; label: string }

/** To the customer, unless they are gone or don't want mails about payments. */
async function mailCustomer(userId: string, { label, ...content }: Content): Promise<void> {
  const user = await prisma().user.findUnique({ where: { id: userId } })
  const wants = { ...Object(user?.notifications) }['failedPayment'] !== false
  if (!user || user.status === 'deleted' || !wants) return
  const action = { label, url: `${env().PUBLIC_URL}/billing` }
  await sendMail(user.email, { ...content, action, signature: settings().brandName })
}

/** Tells a customer that an automatic top-up failed, with the way to pay by themselves. */
export async function sendTopUpFailedMail(userId: string, amount: NanoUsd, reason: string): Promise<void> {
  const why =
    reason === 'authentication_required'
      ? 'Your bank wants you to confirm the payment yourself.'
      : 'The saved payment method was declined.'
  await mailCustomer(userId, {
    subject: `Your automatic top-up of ${formatUsd(amount)} did not go through`,
    paragraphs: [
      `${why} Nothing was charged, and automatic top-up is paused until you turn it on again.`,
      'Calls go on as long as your balance lasts. Buy credit yourself, or choose another card.',
    ],
    label: 'Go to billing',
  })
}

/** Tells a customer that their plan could not be renewed. */
export async function sendRenewalFailedMail(userId: string, planName: string): Promise<void> {
  await mailCustomer(userId, {
    subject: `Your plan ${planName} could not be renewed`,
    paragraphs: [
      'The payment did not go through. We try again in the next days; until it is paid, calls are paid from your balance.',
      'Choose another payment method to keep your plan.',
    ],
    label: 'Go to billing',
  })
}
