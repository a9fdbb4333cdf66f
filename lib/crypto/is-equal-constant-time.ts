import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Whether two texts are equal, in a time that tells nothing of where or by how much they differ. */
export function isEqualConstantTime(first: string, second: string): boolean {
  return timingSafeEqual(digest(first), digest(second))
}
