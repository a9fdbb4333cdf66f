import { transfer } from '../ledger'
import { settings } from '../settings'

/** Gives a new customer the promotional credit of the settings, once. */
export async function grantSignUpCredit(userId: string): Promise<void> {
  const amountNanoUsd = settings().signUpCreditNanoUsd
  if (amountNanoUsd <= 0n) return
  await transfer({
    userId,
    debit: 'promotions',
    credit: 'promo',
    amountNanoUsd,
    kind: 'promotion',
    cause: { kind: 'sign_up', id: userId },
    memo: 'Welcome credit',
  })
}
