import { hashWithEveryPepper, hashWithPepper } from '../crypto'
import type { Prisma } from '../db/prisma'

// So that no other kind of secret can ever have a code's hash.
const labelled = (code: string) => `redeem:${code}`
const normal = (text: string) => text.trim().toUpperCase()
const hidden = '••••'

function maskCode(code: string): string {
  const groups = code.split('-')
  return groups.map((group, index) => (index === 0 || index === groups.length - 1 ? group : hidden)).join('-')
}

/** What is stored of a code, under the newest pepper: enough to know it again, not enough to redeem it. */
export function hashedCode(text: string): { code: null; codeHash: string; pepperVersion: number; mask: string } {
  const code = normal(text)
  const { hash, version } = hashWithPepper(labelled(code))
  return { code: null, codeHash: hash, pepperVersion: version, mask: maskCode(code) }
}

/** Finds a code as somebody typed it: by its hash under any pepper in use, or as earlier versions stored it. */
export function whereCode(text: string): Prisma.RedeemCodeWhereInput {
  const code = normal(text)
  const codeHash = { in: hashWithEveryPepper(labelled(code)).map(({ hash }) => hash) }
  return { OR: [{ codeHash }, { code }] }
}

/** A code as lists, memos and the audit log show it. */
export function maskOf(row: { mask: string; code: string | null }): string {
  return row.code === null ? row.mask : maskCode(row.code)
}

/** A mask as somebody typed it, with any of the usual signs for what is hidden. */
export function maskTyped(text: string): string {
  return normal(text).replaceAll(/[*•.…]+/g, hidden)
}
