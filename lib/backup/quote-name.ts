/** A name of a table or column in SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
