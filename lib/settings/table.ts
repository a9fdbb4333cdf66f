import { requestSettings } from './request-settings'
import { serviceSettings } from './service-settings'

/**
 * Every setting that an operator can change while the program runs; minimums are low enough for tests to reach a limit
 * quickly.
 */
export const settingsTable = { ...requestSettings, ...serviceSettings } as const

export type SettingName = keyof typeof settingsTable

/** Whether a text is the name of a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsTable, name)
}

export const settingNames: readonly SettingName[] = Object.keys(settingsTable).filter(isSettingName)
