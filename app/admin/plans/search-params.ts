import { createLoader, parseAsString } from 'nuqs/server'

export const loadSubscriberPage = createLoader({ cursor: parseAsString })
