type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** The list's own address with another cursor; null cursor = first page. Filters stay. */
export function cursorHref(pathname: string, parameters: Parameters, cursor: string | null): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (name === 'cursor' || value === undefined) continue
    for (const one of typeof value === 'string' ? [value] : value) query.append(name, one)
  }
  if (cursor !== null) query.set('cursor', cursor)
  const text = query.toString()
  return text ? `${pathname}?${text}` : pathname
}
