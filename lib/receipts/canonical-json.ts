/** JSON with sorted keys and no spaces: the bytes that are signed. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(',')}}`
}

/** The signed bytes of a receipt: all of it but its signature. */
export function signedText(receipt: object): string {
  return canonicalJson(Object.fromEntries(Object.entries(receipt).filter(([name]) => name !== 'signature')))
}
