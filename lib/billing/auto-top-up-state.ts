import type { Prisma } from '../db/prisma'
import { sendTopUpFailedMail } from './billing-mails'

type CheckoutRow = Prisma.CheckoutGetPayload<Record<string, never>>

/** The balance is above the threshold again: the next crossing may buy again. */
export async function rearmAutoTopUp(tx: Prisma.TransactionClient, userId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE auto_top_ups a SET armed = true FROM wallets w
    WHERE a.user_id = ${userId} AND w.user_id = a.user_id AND NOT a.armed
      AND w.balance_nano_usd + w.promo_nano_usd >= a.threshold_nano_usd`
}

/** Stops buying until the customer says to go on; answers the mail to send, none when it was paused already. */
export async function pauseAutoTopUp(
  tx: Prisma.TransactionClient,
  row: CheckoutRow,
  reason: string,
): Promise<(() => Promise<void>)[]> {
  const { userId, amountNanoUsd } = row
  const { count } = await tx.autoTopUp.updateMany({
    where: { userId, pausedReason: null },
    data: { pausedReason: reason, pausedAt: new Date() },
  })
  return count === 0 ? [] : [async () => await sendTopUpFailedMail(userId, amountNanoUsd, reason)]
}
