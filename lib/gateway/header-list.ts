/** Header names and values in turn, no name twice: what node:http writes without looking for an object's shape. */
export type HeaderList = string[]

/** The same headers as a list. */
export function headerList(headers: Readonly<Record<string, string>>): HeaderList {
  return Object.entries(headers).flat()
}
