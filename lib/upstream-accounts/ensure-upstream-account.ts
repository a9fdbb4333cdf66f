import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { createUpstreamAccount } from './create-upstream-account'
import { openCredential } from './credential'
import { normaliseBaseUrl } from './normalise-base-url'
import type { CreateUpstreamAccountInput, UpdateUpstreamAccountInput } from './schemas'
import { updateUpstreamAccount } from './update-upstream-account'

/** Finds the account of that name, also one that an operator removed since. */
async function findByName(name: string) {
  return await prisma().upstreamAccount.findFirst({
    where: { OR: [{ name }, { name: { startsWith: `${name} (deleted ` } }] },
    orderBy: { deletedAt: { sort: 'asc', nulls: 'first' } },
  })
}

/**
 * Makes the account of that name once; later only its address, key and whether it is enabled follow the input, so that
 * what an operator changed stays. One that an operator removed stays removed.
 */
export async function ensureUpstreamAccount(ctx: ActorContext, input: CreateUpstreamAccountInput): Promise<void> {
  const row = await findByName(input.name)
  if (!row) {
    await createUpstreamAccount(ctx, input)
    return
  }
  if (row.deletedAt !== null) return
  const change: UpdateUpstreamAccountInput = {}
  if (row.baseUrl !== normaliseBaseUrl(input.protocol, input.baseUrl)) change.baseUrl = input.baseUrl
  const { credential } = openCredential(row.credentialCipher)
  if (JSON.stringify(credential) !== JSON.stringify(input.credential)) change.credential = input.credential
  if (Object.keys(change).length > 0) await updateUpstreamAccount(ctx, row.id, change)
}

/** Switches accounts on or off by the beginning of their names; changes nothing that is so already. */
export async function switchUpstreamAccounts(ctx: ActorContext, namePrefix: string, enabled: boolean): Promise<void> {
  const rows = await prisma().upstreamAccount.findMany({
    where: { name: { startsWith: namePrefix }, enabled: !enabled, deletedAt: null },
    select: { id: true },
  })
  for (const { id } of rows) await updateUpstreamAccount(ctx, id, { enabled })
}
