import { createLoader, parseAsString } from 'nuqs/server'

export const loadResetParams = createLoader({ email: parseAsString, code: parseAsString })
