import { createLoader, parseAsString } from 'nuqs/server'

/** What is chosen stays in the URL: a reload or a shared link opens the same. */
export const playgroundParsers = { key: parseAsString, model: parseAsString }

export const loadPlaygroundParams = createLoader(playgroundParsers)
