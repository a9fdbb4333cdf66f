import { randomInt } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** An id in Stripe's form: `cus_` and 24 letters and digits. */
export function stripeId(prefix: string): string {
  let text = `${prefix}_`
  for (let i = 0; i < 24; i++) text += alphabet.charAt(randomInt(alphabet.length))
  return text
}
