const tenths = 1_000

/** A part of a whole in percent, one place; a dash where there is no whole. */
export function shareText(part: string, whole: string): string {
  if (BigInt(whole) === 0n) return '—'
  return `${(Math.round((Number(part) / Number(whole)) * tenths) / 10).toFixed(1)} %`
}

/** Whether nothing of it has a known cost: then there is no margin to tell either. */
export function isCostUnknown(sums: { requests: number; requestsWithoutCost: number }): boolean {
  return sums.requests > 0 && sums.requestsWithoutCost === sums.requests
}

/** How far two counts are apart, with its sign. */
export function driftText(drift: number | null): string {
  if (drift === null) return '—'
  const percent = Math.round(drift * tenths) / 10
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`
}
