export { loadSettings, refreshSettings, type Settings, settings } from './settings'
export { describeSettings, settingsJson } from './settings-json'
export { isSettingName, type SettingName, settingNames, settingsTable } from './table'
export { updateSettings } from './update-settings'
