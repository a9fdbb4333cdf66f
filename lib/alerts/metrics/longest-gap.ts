const minutesAnHour = 60
const hoursADay = 24

function times(field: string, size: number): number[] | null {
  const step = /^\*(?:\/(\d{1,2}))?$/.exec(field)
  if (step) {
    const every = Number(step[1] ?? 1)
    return every >= 1 ? Array.from({ length: Math.ceil(size / every) }, (_, index) => index * every) : null
  }
  const list = field.split(',').map(Number)
  return list.every((value) => Number.isInteger(value) && value >= 0 && value < size)
    ? list.sort((a, b) => a - b)
    : null
}

/** The longest time between two runs of a daily or more frequent five-field cron, in seconds; null for any other text. */
export function longestGapSeconds(cron: string): number | null {
  const [minuteField = '', hourField = '', ...days] = cron.split(' ')
  if (days.length !== 3 || days.some((field) => field !== '*')) return null
  const minutes = times(minuteField, minutesAnHour)
  const hours = times(hourField, hoursADay)
  if (!minutes || !hours) return null
  const runs = hours.flatMap((hour) => minutes.map((minute) => hour * minutesAnHour + minute))
  const day = hoursADay * minutesAnHour
  const first = runs[0] ?? 0
  const gaps = runs.map((run, index) => (runs[index + 1] ?? first + day) - run)
  return Math.max(...gaps) * 60
}
