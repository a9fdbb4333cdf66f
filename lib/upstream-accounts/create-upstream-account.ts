import { writeAudit } from '../audit'
import type { ActorContext } from '../auth/types'
import { encryptSecret } from '../crypto'
import { defined } from '../db/defined'
import { inTransaction } from '../db/prisma'
import { toJson } from '../db/to-json'
import { createId } from '../ids'
import { publish } from '../redis'
import { settings } from '../settings'
import { assertAllowedAccountUrls, storedBaseUrl } from './account-columns'
import { sealCredential } from './credential'
import { sealHeaderOverrides } from './header-overrides'
import type { CreateUpstreamAccountInput, UpstreamAccountView } from './schemas'
import { setAccountPools } from './set-account-pools'
import { upstreamAccountJson, withPools } from './upstream-account-json'

const defaultPriority = 50
const openaiApis = ['responses', 'chat', 'embeddings']

function columnsOf(id: string, input: CreateUpstreamAccountInput) {
  const { name, protocol, shard = 's0' } = input
  return {
    id,
    name,
    protocol,
    shard,
    apis: protocol === 'openai' ? (input.apis ?? openaiApis) : [],
    baseUrl: storedBaseUrl(protocol, input.azure ?? null, input.baseUrl),
    options: toJson({ azure: input.azure ?? null, http2: input.http2 ?? false }),
    credentialKind: input.credential.kind,
    credentialCipher: sealCredential(input.credential),
    proxyCipher: input.proxyUrl ? encryptSecret(input.proxyUrl) : null,
    concurrencyLimit: input.concurrencyLimit ?? settings().accountConcurrencyLimit,
    priority: input.priority ?? defaultPriority,
    models: input.models ?? [],
    modelMap: toJson(input.modelMap ?? {}),
    headerOverrides: sealHeaderOverrides(input.headerOverrides ?? {}),
    ...defined({
      enabled: input.enabled,
      draining: input.draining,
      costMultiplier: input.costMultiplier,
      expiresAt: input.expiresAt,
    }),
  }
}

/** Adds an upstream account, its credential encrypted; the pools it joins use it within 1 s. Throws invalid_request for a refused address, conflict for a taken name or another shard's pool. */
export async function createUpstreamAccount(
  ctx: ActorContext,
  input: CreateUpstreamAccountInput,
): Promise<UpstreamAccountView> {
  await assertAllowedAccountUrls(input)
  const data = columnsOf(createId('account'), input)
  const view = await inTransaction(async (tx) => {
    await tx.upstreamAccount.create({ data })
    await setAccountPools(tx, data, input.poolIds ?? [])
    const row = await tx.upstreamAccount.findUniqueOrThrow({ where: { id: data.id }, include: withPools })
    const after = upstreamAccountJson(row)
    await writeAudit(tx, ctx, {
      action: 'upstream_account.create',
      subjectKind: 'upstream_account',
      subjectId: data.id,
      after,
    })
    return after
  })
  publish('account', data.id)
  return view
}
