import { toJson } from '../db/to-json'
import type { Settings } from './settings'
import { settingNames, settingsTable } from './table'

/** The settings as the API shows them: amounts as decimal strings. */
export function settingsJson(values: Settings): Record<string, unknown> {
  return Object.fromEntries(settingNames.map((name) => [name, toJsonValue(values[name])]))
}

const toJsonValue = (value: unknown) => (typeof value === 'bigint' ? value.toString() : value)

/** Every setting with its kind, unit, bounds and default, for forms and documents. */
export function describeSettings(): Record<string, unknown>[] {
  return settingNames.map((name) => ({ name, ...Object(toJson(settingsTable[name])) }))
}
