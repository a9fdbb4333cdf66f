import { createLoader, parseAsString } from 'nuqs/server'

export const loadVerifyParams = createLoader({ email: parseAsString, next: parseAsString })
