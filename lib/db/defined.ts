type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The object without its undefined fields: a partial change as the database client takes it. */
export function defined<T extends object>(value: T): WithoutUndefined<T> {
  // Only undefined values are taken out, so what is left has the stated types.
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as WithoutUndefined<T>
}
