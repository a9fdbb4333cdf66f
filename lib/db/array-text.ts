const special = /["\\]/
const specials = /["\\]/g

function quoted(text: string): string {
  return special.test(text) ? `"${text.replace(specials, '\\$&')}"` : `"${text}"`
}

/** The text of a PostgreSQL array of texts, one element for each item; null is NULL, and nothing but nulls is no element. */
export function textArray<Item>(items: readonly Item[], of: (item: Item) => string | null): string {
  let text = ''
  let isEmpty = true
  for (const item of items) {
    const value = of(item)
    if (value === null) text += ',NULL'
    else {
      text += `,${quoted(value)}`
      isEmpty = false
    }
  }
  return isEmpty ? '{}' : `{${text.slice(1)}}`
}

/** The text of a PostgreSQL array of numbers or booleans, one element for each item; null is NULL. */
export function plainArray<Item>(
  items: readonly Item[],
  of: (item: Item) => bigint | number | boolean | null | string,
): string {
  let text = ''
  for (const item of items) text += `,${of(item)}`
  return `{${text.slice(1)}}`
}

/** The text of a PostgreSQL array of jsonb, one element for each item. */
export function jsonArray<Item>(items: readonly Item[], of: (item: Item) => unknown): string {
  let text = ''
  // JSON has no control characters, so its text as a JSON string is quoted as an array's element is.
  for (const item of items) text += `,${JSON.stringify(JSON.stringify(of(item)))}`
  return `{${text.slice(1)}}`
}
