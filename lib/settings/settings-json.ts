import type { Settings } from './settings'
import { settingNames } from './table'

/** The settings as the API shows them: amounts as decimal strings. */
export function settingsJson(values: Settings): Record<string, unknown> {
  return Object.fromEntries(settingNames.map((name) => [name, toJsonValue(values[name])]))
}

const toJsonValue = (value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
