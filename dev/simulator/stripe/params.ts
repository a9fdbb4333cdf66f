import { arrayAt, isObject, type JsonObject, numberAt, objectAt, stringAt } from '../json'
import { refuse, refuseAbsent } from './errors'

export type Metadata = Record<string, string>

/** Text that isn't empty: Stripe takes an empty text as "unset". */
export function textAt(params: JsonObject, key: string): string | null {
  const found = stringAt(params, key)
  return found === null || found === '' ? null : found
}

export function requiredText(params: JsonObject, key: string): string {
  return textAt(params, key) ?? refuseAbsent(key)
}

export function boolAt(params: JsonObject, key: string): boolean | null {
  const found = params[key]
  if (found === 'true' || found === true) return true
  return found === 'false' || found === false ? false : null
}

/** A whole number of cents, seconds or pieces. */
export function integerAt(params: JsonObject, key: string): number | null {
  const found = numberAt(params, key)
  if (found === null && textAt(params, key) === null) return null
  if (found === null || !Number.isSafeInteger(found)) {
    refuse(400, `Invalid integer: ${String(params[key])}`, 'parameter_invalid_integer', key)
  }
  return found
}

export function requiredAmount(params: JsonObject, key: string): number {
  const amount = integerAt(params, key) ?? refuseAbsent(key)
  if (amount < 1) refuse(400, 'This value must be greater than or equal to 1.', 'parameter_invalid_integer', key)
  return amount
}

export function currencyAt(params: JsonObject): string {
  const currency = requiredText(params, 'currency').toLowerCase()
  if (!/^[a-z]{3}$/.test(currency)) refuse(400, `Invalid currency: ${currency}.`, undefined, 'currency')
  return currency
}

/** The metadata after an update: an empty value deletes its key, an empty text deletes all. */
export function metadataAfter(before: Metadata, params: JsonObject, key = 'metadata'): Metadata {
  if (params[key] === '') return {}
  const after: Metadata = { ...before }
  for (const [name, value] of Object.entries(objectAt(params, key) ?? {})) {
    if (value === '') delete after[name]
    else after[name] = String(value)
  }
  return after
}

export function objectsAt(params: JsonObject, key: string): JsonObject[] {
  return arrayAt(params, key).filter(isObject)
}

export function textsAt(params: JsonObject, key: string): string[] {
  return arrayAt(params, key).filter((item) => typeof item === 'string')
}

/** One of the allowed words, or the refusal that names them. */
export function oneOf<T extends string>(params: JsonObject, key: string, allowed: readonly T[], otherwise: T): T {
  const text = textAt(params, key)
  if (text === null) return otherwise
  const found = allowed.find((word) => word === text)
  return found ?? refuse(400, `Invalid ${key}: must be one of ${allowed.join(', ')}`, undefined, key)
}
