import { type NanoUsd, parseNanoUsd } from '../money'

export type SettingGroup =
  | 'slots'
  | 'forwarding'
  | 'cooldowns'
  | 'relaying'
  | 'limits'
  | 'keys'
  | 'money'
  | 'accounts'
  | 'branding'

type Described = { group: SettingGroup; description: string }
type NumberSetting = Described & { kind: 'number'; unit: string; default: number; min: number; max: number }
type FlagSetting = Described & { kind: 'flag'; default: boolean }
type TextSetting = Described & { kind: 'text'; default: string; maxLength: number }
type ListSetting = Described & { kind: 'list'; default: readonly string[]; maxEntries: number; maxLength: number }
type AmountSetting = Described & { kind: 'amount'; default: NanoUsd; min: NanoUsd; max: NanoUsd }
type ChoiceSetting<V extends string> = Described & { kind: 'choice'; default: V; values: readonly V[] }

export type SettingDefinition =
  | NumberSetting
  | FlagSetting
  | TextSetting
  | ListSetting
  | AmountSetting
  | ChoiceSetting<string>

/** A whole number with its unit and bounds. */
export function numberSetting(
  group: SettingGroup,
  unit: string,
  [standard, min, max]: readonly [number, number, number],
  description: string,
): NumberSetting {
  return { kind: 'number', group, unit, default: standard, min, max, description }
}

/** A yes or no. */
export function flagSetting(group: SettingGroup, standard: boolean, description: string): FlagSetting {
  return { kind: 'flag', group, default: standard, description }
}

/** A text of bounded length. */
export function textSetting(
  group: SettingGroup,
  standard: string,
  maxLength: number,
  description: string,
): TextSetting {
  return { kind: 'text', group, default: standard, maxLength, description }
}

/** A bounded list of short texts. */
export function listSetting(group: SettingGroup, maxEntries: number, description: string): ListSetting {
  return { kind: 'list', group, default: [], maxEntries, maxLength: 253, description }
}

/** An amount of money. */
export function amountSetting(
  group: SettingGroup,
  [standard, min, max]: readonly [NanoUsd, NanoUsd, NanoUsd],
  description: string,
): AmountSetting {
  return { kind: 'amount', group, default: standard, min, max, description }
}

/** One of a few words. */
export function choiceSetting<const V extends string>(
  group: SettingGroup,
  standard: NoInfer<V>,
  values: readonly V[],
  description: string,
): ChoiceSetting<V> {
  return { kind: 'choice', group, default: standard, values, description }
}

/** What a value of a definition is inside the program. */
export type SettingValue<D extends SettingDefinition> = D extends { kind: 'number' }
  ? number
  : D extends { kind: 'flag' }
    ? boolean
    : D extends { kind: 'text' }
      ? string
      : D extends { kind: 'list' }
        ? readonly string[]
        : D extends { kind: 'amount' }
          ? NanoUsd
          : D extends ChoiceSetting<infer V>
            ? V
            : never

type Read = { ok: true; value: unknown } | { ok: false; reason: string }
const refuse = (reason: string): Read => ({ ok: false, reason })
const accept = (value: unknown): Read => ({ ok: true, value })

function readNumber(definition: NumberSetting, json: unknown): Read {
  const { min, max, unit } = definition
  if (typeof json !== 'number' || !Number.isInteger(json) || json < min || json > max) {
    return refuse(`must be a whole number from ${min} to ${max} (${unit})`)
  }
  return accept(json)
}

function readAmount(definition: AmountSetting, json: unknown): Read {
  const value = typeof json === 'string' ? parseNanoUsd(json) : null
  if (value === null || value < definition.min || value > definition.max) {
    return refuse(`must be nano-USD as a decimal string, from ${definition.min} to ${definition.max}`)
  }
  return accept(value)
}

function readList(definition: ListSetting, json: unknown): Read {
  const isEntry = (entry: unknown) => typeof entry === 'string' && entry.length <= definition.maxLength
  if (!Array.isArray(json) || json.length > definition.maxEntries || !json.every(isEntry)) {
    return refuse(`must be a list of at most ${definition.maxEntries} texts`)
  }
  return accept(json)
}

/** Reads a setting's JSON form into its value, or says what it must be. */
export function readSetting(definition: SettingDefinition, json: unknown): Read {
  switch (definition.kind) {
    case 'number':
      return readNumber(definition, json)
    case 'amount':
      return readAmount(definition, json)
    case 'list':
      return readList(definition, json)
    case 'flag':
      return typeof json === 'boolean' ? accept(json) : refuse('must be true or false')
    case 'text': {
      const fits = typeof json === 'string' && json.length <= definition.maxLength
      return fits ? accept(json) : refuse(`must be a text of at most ${definition.maxLength} characters`)
    }
    case 'choice': {
      const fits = typeof json === 'string' && definition.values.includes(json)
      return fits ? accept(json) : refuse(`must be one of ${definition.values.join(', ')}`)
    }
  }
}
