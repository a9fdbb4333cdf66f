import { createLoader, parseAsString } from 'nuqs/server'

/** A calendar month, such as 2026-11. */
export const loadBillingParams = createLoader({ month: parseAsString })
