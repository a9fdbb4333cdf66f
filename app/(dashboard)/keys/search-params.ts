import { createLoader, parseAsBoolean, parseAsString } from 'nuqs/server'

export const loadKeysParams = createLoader({
  cursor: parseAsString,
  revoked: parseAsBoolean.withDefault(false),
  /** Opens the dialog at once, for links from other pages. */
  new: parseAsBoolean.withDefault(false),
})
