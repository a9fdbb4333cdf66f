import { prisma } from '../db/prisma'

const maxPools = 200

/** The open pools that anyone may know of, because everyone or every subscriber of a plan may use them. */
export async function listOfferedPools(): Promise<{ id: string; name: string }[]> {
  return await prisma().accountPool.findMany({
    where: { visibility: { in: ['public', 'plan'] }, status: 'open', deletedAt: null },
    select: { id: true, name: true },
    orderBy: { createdAt: 'asc' },
    take: maxPools,
  })
}
