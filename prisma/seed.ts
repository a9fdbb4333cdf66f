import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ensureDefaultPool } from '../lib/account-pools'
import { ensureDefaultRules, reencryptAlertSecrets } from '../lib/alerts'
import { checkKey, mintApiKey } from '../lib/api-keys'
import type { ActorContext } from '../lib/auth'
import { systemContext } from '../lib/auth/actor-context'
import { managementScopes } from '../lib/auth/scopes'
import { closePool } from '../lib/db/close-pool'
import { closePrisma } from '../lib/db/prisma'
import { type Env, env } from '../lib/env'
import { setLogLevel } from '../lib/logger'
import { createManagementToken } from '../lib/management-tokens'
import { importCatalogue, listPrices, listPriceVersions, putPrice } from '../lib/pricing'
import { hashClearCodes } from '../lib/redeem-codes'
import { bus } from '../lib/redis/bus'
import { ensureUpstreamAccount, reencryptCredentials, switchUpstreamAccounts } from '../lib/upstream-accounts'
import { creditUser, ensureAdmin, ensureUser, reencryptTwoFactor } from '../lib/users'
import { seedDemoPlans } from './seed-plans'

type Previous = Record<string, unknown>
/** What a start is told; demo fields are there in local mode only. */
export type SeedAnswer = {
  adminEmail?: string | undefined
  managementToken?: string | undefined
  demoUserId?: string
  demoApiKey?: string
  demoPoolId?: string
  demoModel?: string
}
type Protocol = 'openai' | 'anthropic' | 'gemini'

const demoEmail = 'demo@turnpike.localhost'
const demoCreditNanoUsd = 25_000_000_000n
const demoModel = 'gpt-5-mini'
const simulatorPrefix = 'Simulator'
const simulatorModels = [
  'sim-fast',
  'sim-long',
  'sim-tools',
  'sim-reasoning',
  'gpt-5.5',
  'gpt-5-mini',
  'claude-sonnet-5',
]
const simulatorInputNanoUsd = 250_000_000n
const simulatorOutputNanoUsd = 2_000_000_000n
const simulatorKey = 'sim-key-of-the-local-simulator'

const providers: readonly { protocol: Protocol; label: string; baseUrl: string; models: string[] }[] = [
  {
    protocol: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    models: ['gpt-*', 'chatgpt-*', 'codex-*', 'o1*', 'o3*', 'o4*', 'text-embedding-*', 'sim-*'],
  },
  { protocol: 'anthropic', label: 'Anthropic', baseUrl: 'https://api.anthropic.com', models: ['claude-*', 'sim-*'] },
  {
    protocol: 'gemini',
    label: 'Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com',
    models: ['gemini-*', 'gemma-*', 'sim-*'],
  },
]

const textOf = (previous: Previous, name: string) => {
  const value = previous[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

async function seedPrices(simulated: boolean): Promise<void> {
  const { data } = await listPrices({ limit: 1, withEnded: true })
  if (data.length === 0) await importCatalogue({ createdBy: 'seed' })
  if (!simulated) return
  for (const model of simulatorModels) {
    if ((await listPriceVersions(model)).length > 0) continue
    const price = { input: simulatorInputNanoUsd, output: simulatorOutputNanoUsd, cachedInput: 25_000_000n }
    const bounds = { contextTokens: 400_000, maxOutputTokens: 128_000, provider: 'simulator' }
    await putPrice({ model, price: { ...price, ...bounds }, createdBy: 'seed' })
  }
}

async function seedPaidAccounts(ctx: ActorContext, poolId: string): Promise<void> {
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY } = env()
  const keys = { openai: OPENAI_API_KEY, anthropic: ANTHROPIC_API_KEY, gemini: GEMINI_API_KEY }
  for (const { protocol, label, baseUrl, models } of providers) {
    const apiKey = keys[protocol]
    if (!apiKey) continue
    const served = models.filter((model) => model !== 'sim-*')
    const credential = { kind: 'api_key' as const, apiKey }
    await ensureUpstreamAccount(ctx, { name: label, protocol, baseUrl, credential, models: served, poolIds: [poolId] })
  }
}

async function seedSimulatedAccounts(ctx: ActorContext, poolId: string, url: string | undefined): Promise<void> {
  if (url !== undefined) {
    for (const { protocol, label, models } of providers) {
      const credential = { kind: 'api_key' as const, apiKey: `${simulatorKey}-${protocol}` }
      const name = `${simulatorPrefix} (${label})`
      await ensureUpstreamAccount(ctx, { name, protocol, baseUrl: url, credential, models, poolIds: [poolId] })
    }
  }
  await switchUpstreamAccounts(ctx, simulatorPrefix, url !== undefined)
}

async function demoKeyOf(ctx: ActorContext, userId: string, poolId: string, previous: Previous): Promise<string> {
  const known = textOf(previous, 'demoApiKey')
  const check = known ? await checkKey(known, '127.0.0.1') : null
  if (known && check?.kind === 'allowed' && check.access.userId === userId) return known
  const minted = await mintApiKey(ctx, userId, { name: 'Demo key', poolId, clampToBalance: true })
  return minted.key
}

async function managementTokenOf(ctx: ActorContext, previous: Previous): Promise<string | undefined> {
  const { MANAGEMENT_TOKEN, isLocal } = env()
  const known = MANAGEMENT_TOKEN ?? textOf(previous, 'managementToken')
  if (known !== undefined || !isLocal) return known
  const created = await createManagementToken(ctx, { name: 'Local start', scopes: [...managementScopes] })
  return created.token
}

function simulatorUrlOf({ isLocal, UPSTREAM_SIMULATOR, UPSTREAM_SIMULATOR_URL, ...keys }: Env): string | undefined {
  const hasPaid = Boolean(keys.OPENAI_API_KEY || keys.ANTHROPIC_API_KEY || keys.GEMINI_API_KEY)
  const applies = UPSTREAM_SIMULATOR === 'on' || (UPSTREAM_SIMULATOR === 'auto' && !hasPaid)
  return isLocal && applies ? UPSTREAM_SIMULATOR_URL : undefined
}

/** Puts in what a first start needs; a repeated run changes nothing that an operator changed since. */
export async function seed(previous: Previous): Promise<SeedAnswer> {
  const ctx = systemContext('seed')
  const { ADMIN_EMAIL, ADMIN_PASSWORD, isLocal, STRIPE_SIMULATOR_URL } = env()
  const simulatorUrl = simulatorUrlOf(env())
  // A start with a new CREDENTIAL_KEY version brings everything under it, so that the old one can be taken out.
  await reencryptCredentials()
  await reencryptTwoFactor()
  await reencryptAlertSecrets()
  await hashClearCodes()
  await seedPrices(simulatorUrl !== undefined)
  const poolId = await ensureDefaultPool(ctx)
  await ensureDefaultRules(ctx)
  await seedPaidAccounts(ctx, poolId)
  await seedSimulatedAccounts(ctx, poolId, simulatorUrl)
  if (ADMIN_EMAIL && ADMIN_PASSWORD) await ensureAdmin(ctx, ADMIN_EMAIL, ADMIN_PASSWORD)
  const managementToken = await managementTokenOf(ctx, previous)
  const answer = { adminEmail: ADMIN_EMAIL, managementToken }
  if (!isLocal) return answer
  if (STRIPE_SIMULATOR_URL !== undefined) await seedDemoPlans(ctx)
  const demoUserId = await ensureUser(ctx, { email: demoEmail, name: 'Demo', adminNotes: 'Made by the local start.' })
  const credit = { amountNanoUsd: demoCreditNanoUsd, reason: 'Demo credit of the local start' }
  await creditUser(ctx, demoUserId, credit, 'demo-credit')
  const demoApiKey = await demoKeyOf(ctx, demoUserId, poolId, previous)
  return { ...answer, demoUserId, demoApiKey, demoPoolId: poolId, demoModel }
}

async function main(): Promise<void> {
  // Standard output carries the one answer and nothing else.
  setLogLevel('silent')
  const previous: Previous = { ...Object(JSON.parse(process.env['TURNPIKE_SEED_INPUT'] || '{}')) }
  const answer = await seed(previous)
  await bus().close()
  await closePrisma()
  await closePool()
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0))
}

const program = process.argv[1]
if (program !== undefined && import.meta.url === pathToFileURL(realpathSync(program)).href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`, () => process.exit(1))
  })
}
