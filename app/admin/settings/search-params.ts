import { parseAsString } from 'nuqs/server'

export const settingFilters = { search: parseAsString.withDefault('') }
