export type DiffLine = { path: string; before: string | null; after: string | null }

const maxLines = 500
const maxDepth = 6
/** Fields that every change changes. */
const noise = new Set(['version', 'updatedAt'])

function flatten(value: unknown, path: string, depth: number, into: Map<string, string>): void {
  if (value === null || value === undefined) return
  if (typeof value === 'object' && depth < maxDepth) {
    const entries = Object.entries(value)
    if (entries.length === 0) into.set(path, Array.isArray(value) ? '[]' : '{}')
    if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object')) into.set(path, value.join(', '))
    else for (const [name, entry] of entries) flatten(entry, path ? `${path}.${name}` : name, depth + 1, into)
    return
  }
  into.set(path, typeof value === 'string' ? value : JSON.stringify(value))
}

/** What differs between two forms of a thing, field by field; everything of a new or deleted one. */
export function diffOf(before: unknown, after: unknown): DiffLine[] {
  const old = new Map<string, string>()
  const young = new Map<string, string>()
  flatten(before, '', 0, old)
  flatten(after, '', 0, young)
  const paths = [...new Set([...old.keys(), ...young.keys()])].filter((path) => path !== '' && !noise.has(path))
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: young.get(path) ?? null }))
    .filter((line) => line.before !== line.after)
    .slice(0, maxLines)
}
