import { createLoader } from 'nuqs/server'
import { parseAsText } from '../_components/parse-as-text'

/** What is chosen stays in the URL: a reload or a shared link opens the same. */
export const playgroundParsers = { key: parseAsText, model: parseAsText }

export const loadPlaygroundParams = createLoader(playgroundParsers)
