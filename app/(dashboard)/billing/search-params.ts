import { createLoader } from 'nuqs/server'
import { parseAsText } from '../_components/parse-as-text'

/** A calendar month, such as 2026-11, and the purchase that the customer comes back from. */
export const loadBillingParams = createLoader({ month: parseAsText, purchase: parseAsText })
