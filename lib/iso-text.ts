let knownSecond = Number.NaN
let secondText = ''

/**
 * An instant as `Date.toISOString` writes it. The text of a second is made once: a Date each time cost more than what it
 * is written into, above all where Next.js has put its own Date, whose objects V8 never gets to know.
 */
export function isoText(timeMs: number): string {
  const whole = Math.trunc(timeMs)
  const second = Math.floor(whole / 1000)
  if (second !== knownSecond) {
    secondText = new Date(second * 1000).toISOString().slice(0, -4)
    knownSecond = second
  }
  const rest = whole - second * 1000
  return `${secondText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`
}
