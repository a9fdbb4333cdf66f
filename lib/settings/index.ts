export { loadSettings, refreshSettings, type Settings, settings } from './settings'
export { settingsJson } from './settings-json'
export { settingNames, settingsTable } from './table'
export { updateSettings } from './update-settings'
