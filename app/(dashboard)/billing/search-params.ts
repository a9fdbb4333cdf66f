import { createLoader, parseAsString } from 'nuqs/server'

/** A calendar month, such as 2026-11, and the purchase that the customer comes back from. */
export const loadBillingParams = createLoader({ month: parseAsString, purchase: parseAsString })
