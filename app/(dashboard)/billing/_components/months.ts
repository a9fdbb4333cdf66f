const pattern = /^(\d{4})-(0[1-9]|1[0-2])$/

/** The month an instant is in, on a clock of the zone. */
export function monthOf(date: Date, timezone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, year: 'numeric', month: '2-digit' }).format(date)
}

/** The month so many after (or, negative, before) another. */
export function addMonths(month: string, count: number): string {
  const [, year = '1970', number = '01'] = pattern.exec(month) ?? []
  return new Date(Date.UTC(Number(year), Number(number) - 1 + count, 1)).toISOString().slice(0, 7)
}

/** The month a URL asks for; never one that isn't there yet. */
export function readMonth(asked: string | null, current: string): string {
  return asked !== null && pattern.test(asked) && asked < current ? asked : current
}
