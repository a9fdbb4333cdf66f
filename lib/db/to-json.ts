import type { Prisma } from './generated/client'

const maxDepth = 12

function convert(value: unknown, depth: number): Prisma.InputJsonValue | null {
  if (value === null || value === undefined || depth > maxDepth) return null
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map((entry) => convert(entry, depth + 1))
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined && typeof entry !== 'function')
    return Object.fromEntries(entries.map(([name, entry]) => [name, convert(entry, depth + 1)]))
  }
  return null
}

/** A value as a JSON column takes it: amounts become decimal strings, times ISO 8601, so that nothing loses precision. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  return convert(value, 0) ?? {}
}
