import { arrayAt, isObject, type JsonObject, objectAt, stringAt } from '../json'

const depthMax = 8

/** A value that a JSON schema accepts, the same each time; `name` becomes the text of free strings. */
export function sampleOf(schema: unknown, name = 'value', depth = 0): unknown {
  if (!isObject(schema) || depth > depthMax) return null
  if ('const' in schema) return schema['const']
  const choices = arrayAt(schema, 'enum')
  if (choices.length > 0) return choices[0]
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const first = arrayAt(schema, key)[0]
    if (first !== undefined) return sampleOf(first, name, depth + 1)
  }
  return sampleByType(schema, name, depth)
}

function sampleByType(schema: JsonObject, name: string, depth: number): unknown {
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, depth)
    case 'array':
      return [sampleOf(schema['items'], name, depth + 1)]
    case 'string':
      return `sample ${name}`
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1
    case 'boolean':
      return true
    default:
      return null
  }
}

function sampleObject(schema: JsonObject, depth: number): JsonObject {
  const value: Record<string, unknown> = {}
  for (const [key, property] of Object.entries(objectAt(schema, 'properties') ?? {})) {
    value[key] = sampleOf(property, key, depth + 1)
  }
  return value
}

/** Gemini writes types in capitals; a list of types means the first that isn't null. */
function typeOf(schema: JsonObject): string {
  const named = stringAt(schema, 'type') ?? arrayAt(schema, 'type').find((type) => type !== 'null')
  if (typeof named === 'string') return named.toLowerCase()
  return objectAt(schema, 'properties') ? 'object' : 'null'
}
