import { randomBytes } from 'node:crypto'

const boot = randomBytes(6).toString('hex')
let counter = 0

/** Unique in this process and, by the boot part, across restarts; far cheaper than random bytes per id. */
export function nextId(prefix: string): string {
  counter += 1
  return `${prefix}${boot}${counter.toString(36).padStart(8, '0')}`
}
