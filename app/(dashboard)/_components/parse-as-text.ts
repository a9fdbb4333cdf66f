import { createParser } from 'nuqs/server'
import { cleanLine } from '@/lib/clean-text'

const maxLength = 200

/** A text of the URL that can be looked up: whatever a link or a hand put there, without invisible controls. */
export const parseAsText = createParser({
  parse: (text) => cleanLine(text).slice(0, maxLength) || null,
  serialize: (text: string) => text,
})
