/** What a JSON body is before it has been looked at. */
export type JsonObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(value: JsonObject, key: string): JsonObject | null {
  const found = value[key]
  return isObject(found) ? found : null
}

export function arrayAt(value: JsonObject, key: string): readonly unknown[] {
  const found = value[key]
  return Array.isArray(found) ? found : []
}

export function stringAt(value: JsonObject, key: string): string | null {
  const found = value[key]
  return typeof found === 'string' ? found : null
}

/** A number, also when it was sent as a string (OpenAI's metadata values are strings). */
export function numberAt(value: JsonObject, key: string): number | null {
  const found = value[key]
  if (typeof found === 'number' && Number.isFinite(found)) return found
  if (typeof found === 'string' && found.trim() !== '' && Number.isFinite(Number(found))) return Number(found)
  return null
}
