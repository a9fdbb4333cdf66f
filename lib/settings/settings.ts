import { pool } from '../db/pg'
import { logger } from '../logger'
import { shared } from '../process-state'
import { subscribe } from '../redis'
import { readSetting, type SettingValue } from './definitions'
import { isSettingName, type SettingName, settingNames, settingsTable } from './table'

/** All settings with their values in force. */
export type Settings = { readonly [N in SettingName]: SettingValue<(typeof settingsTable)[N]> }

const refreshMs = 15_000

type State = { current: Settings; started: boolean; begun: number; applied: number }

function withDefaults(stored: ReadonlyMap<SettingName, unknown>): Settings {
  const entries = settingNames.map((name) => [name, stored.get(name) ?? settingsTable[name].default])
  // Every name is in the table and every value was read by its own definition.
  return Object.freeze(Object.fromEntries(entries)) as Settings
}

const state = shared<State>('settings', () => ({
  current: withDefaults(new Map()),
  started: false,
  begun: 0,
  applied: 0,
}))

async function readAll(): Promise<Settings> {
  const stored = new Map<SettingName, unknown>()
  const { rows } = await pool().query<{ name: string; value: unknown }>('SELECT name, value FROM settings')
  for (const row of rows) {
    if (!isSettingName(row.name)) continue
    const read = readSetting(settingsTable[row.name], row.value)
    if (read.ok) stored.set(row.name, read.value)
    else
      logger().warn(
        { setting: row.name, reason: read.reason },
        'a stored setting is out of bounds, its default is used',
      )
  }
  return withDefaults(stored)
}

/** Reads all settings from the database into this process; throws when it can't be reached. */
export async function refreshSettings(): Promise<Settings> {
  const own = state()
  own.begun++
  const turn = own.begun
  const values = await readAll()
  // A read that began earlier must not undo a later one.
  if (turn > own.applied) {
    own.applied = turn
    own.current = values
  }
  return own.current
}

function refreshInBackground(): void {
  refreshSettings().catch((error: unknown) => {
    // The values in force stay; the next tick tries again.
    logger().warn({ error: String(error) }, 'settings could not be read')
  })
}

/** Reads the settings and keeps them fresh: within 1 s of a change by message, every 15 s in any case. */
export async function loadSettings(): Promise<Settings> {
  const own = state()
  if (!own.started) {
    own.started = true
    subscribe('setting', refreshInBackground)
    setInterval(refreshInBackground, refreshMs).unref()
  }
  return await refreshSettings()
}

/** The settings in force now in this process, without waiting; the defaults until `loadSettings` has read them. */
export function settings(): Settings {
  const own = state()
  if (!own.started)
    loadSettings().catch((error: unknown) => logger().warn({ error: String(error) }, 'settings could not be read'))
  return own.current
}
