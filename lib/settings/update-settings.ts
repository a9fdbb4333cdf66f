import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { toJson } from '../db/to-json'
import { AppError } from '../errors'
import { publish } from '../redis'
import { readSetting } from './definitions'
import { refreshSettings, type Settings } from './settings'
import { isSettingName, settingsTable } from './table'

type Change = { name: string; value: unknown }
type Values = Readonly<Record<string, unknown>>

function readChanges(input: Values): Change[] {
  const fieldErrors: Record<string, string> = {}
  for (const [name, value] of Object.entries(input)) {
    if (!isSettingName(name)) fieldErrors[name] = 'is not a setting'
    else if (value !== null) {
      const read = readSetting(settingsTable[name], value)
      if (!read.ok) fieldErrors[name] = read.reason
    }
  }
  if (Object.keys(fieldErrors).length > 0) {
    throw new AppError('invalid_request', 'Some settings are not right.', { details: { fieldErrors } })
  }
  return Object.entries(input).map(([name, value]) => ({ name, value }))
}

const jsonText = (value: unknown) => JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}` : each))

/** Throws conflict when a setting isn't what the editor saw: someone else changed it meanwhile. */
function assertExpected(stored: Values, expected: Values): void {
  for (const [name, seen] of Object.entries(expected)) {
    if (!isSettingName(name)) continue
    const inForce = stored[name] ?? settingsTable[name].default
    if (jsonText(inForce) === jsonText(seen)) continue
    const reason = 'Someone else has changed this meanwhile. Load the page again to see their value.'
    throw new AppError('conflict', reason, { details: { fieldErrors: { [name]: reason } } })
  }
}

/**
 * Changes settings by name (`null` = back to the default), all or none, with one audit row; in force in every process
 * within 1 s. Throws invalid_request with a sentence for each wrong one, conflict when one differs from its `expected`
 * JSON form.
 */
export async function updateSettings(ctx: ActorContext, input: Values, expected: Values = {}): Promise<Settings> {
  const changes = readChanges(input)
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('settings', 0))::text`
    const names = changes.map((change) => change.name)
    const rows = await tx.setting.findMany({ where: { name: { in: names } } })
    const before = Object.fromEntries(names.map((name) => [name, rows.find((row) => row.name === name)?.value ?? null]))
    assertExpected(before, expected)
    for (const { name, value } of changes) {
      if (value === null) await tx.setting.deleteMany({ where: { name } })
      else {
        const data = { value: toJson(value), updatedBy: ctx.actor.kind === 'admin' ? ctx.actor.userId : null }
        await tx.setting.upsert({ where: { name }, create: { name, ...data }, update: data })
      }
    }
    await writeAudit(tx, ctx, {
      action: 'settings.update',
      subjectKind: 'settings',
      subjectId: 'settings',
      before,
      after: input,
    })
  })
  publish('setting', 'all')
  return await refreshSettings()
}
