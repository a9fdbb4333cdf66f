import { createLoader, parseAsBoolean, parseAsString } from 'nuqs/server'

export const loadSignInParams = createLoader({
  next: parseAsString,
  error: parseAsString,
  /** A provider's sign-in that still lacks its second factor. */
  ticket: parseAsString,
  /** Set after a password was reset. */
  reset: parseAsBoolean.withDefault(false),
})
