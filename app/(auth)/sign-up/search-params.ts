import { createLoader, parseAsString } from 'nuqs/server'

export const loadSignUpParams = createLoader({ next: parseAsString, invite: parseAsString })
