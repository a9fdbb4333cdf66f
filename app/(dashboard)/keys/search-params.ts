import { createLoader, parseAsBoolean } from 'nuqs/server'
import { parseAsText } from '../_components/parse-as-text'

export const loadKeysParams = createLoader({
  cursor: parseAsText,
  revoked: parseAsBoolean.withDefault(false),
  /** Opens the dialog at once, for links from other pages. */
  new: parseAsBoolean.withDefault(false),
})
