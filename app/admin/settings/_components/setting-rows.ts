import { type Settings, settingNames, settingsTable } from '@/lib/settings'
import { usdText } from '../../_components/form-values'

type Group = (typeof settingsTable)[keyof typeof settingsTable]['group']

/** `json` = the value in force as the verb compares it, to notice another's change. */
type Shared = {
  name: string
  group: Group
  description: string
  isChanged: boolean
  standard: string
  json: unknown
}

/** A setting as its row shows and edits it: values are texts, amounts are in USD. */
export type SettingRow = Shared &
  (
    | { kind: 'number'; unit: string; value: string; min: string; max: string }
    | { kind: 'amount'; value: string; min: string; max: string }
    | { kind: 'flag'; value: boolean }
    | { kind: 'choice'; value: string; values: readonly string[] }
    | { kind: 'text' | 'list'; value: string; isLong: boolean }
  )

const longTextLength = 300
const asText = (value: unknown): string => (Array.isArray(value) ? value.join('\n') : String(value))

function rowOf(name: keyof typeof settingsTable, current: unknown): SettingRow {
  const definition = settingsTable[name]
  const { group, description } = definition
  const isChanged = asText(current) !== asText(definition.default)
  const json = typeof current === 'bigint' ? current.toString() : current
  const shared = { name, group, description, isChanged, standard: asText(definition.default), json }
  switch (definition.kind) {
    case 'number': {
      const { unit, min, max } = definition
      return { ...shared, kind: 'number', unit, value: asText(current), min: asText(min), max: asText(max) }
    }
    case 'amount': {
      const usd = (amount: unknown) => usdText(asText(amount))
      const { min, max } = definition
      return {
        ...shared,
        kind: 'amount',
        standard: usd(shared.standard),
        value: usd(current),
        min: usd(min),
        max: usd(max),
      }
    }
    case 'flag':
      return { ...shared, kind: 'flag', value: current === true }
    case 'choice':
      return { ...shared, kind: 'choice', value: asText(current), values: definition.values }
    case 'list':
      return { ...shared, kind: 'list', value: asText(current), isLong: true }
    case 'text':
      return { ...shared, kind: 'text', value: asText(current), isLong: definition.maxLength > longTextLength }
  }
}

/** Every setting with the value in force, in the table's order. */
export function settingRows(values: Settings): SettingRow[] {
  return settingNames.map((name) => rowOf(name, values[name]))
}
