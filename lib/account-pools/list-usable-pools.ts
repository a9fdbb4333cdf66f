import { prisma } from '../db/prisma'
import { formatMultiplier } from '../money'
import { usablePoolWhere } from './assert-may-use-pool'
import type { UsablePoolView } from './schemas'

const maxPools = 500

/** The pools a customer may make keys on now. */
export async function listUsablePools(userId: string): Promise<UsablePoolView[]> {
  const rows = await prisma().accountPool.findMany({
    where: usablePoolWhere(userId),
    orderBy: { createdAt: 'asc' },
    take: maxPools,
  })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    description: row.description,
    protocols: row.protocols,
    rateMultiplier: formatMultiplier(row.rateMultiplier),
    visibility: row.visibility,
  }))
}
