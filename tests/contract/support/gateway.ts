import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import OpenAI from 'openai'
import { afterAll, beforeAll } from 'vitest'
import { startUpstreamSimulator } from '@/dev/simulator'
import { createAccountPool } from '@/lib/account-pools'
import { type MintApiKeyInput, mintApiKey } from '@/lib/api-keys'
import { systemContext } from '@/lib/auth/actor-context'
import { closePool } from '@/lib/db/close-pool'
import { closePrisma } from '@/lib/db/prisma'
import { dispatch, nodeExchange, startGateway, stopGateway, webDoor } from '@/lib/gateway'
import { peerHeader, stampPeer } from '@/lib/http/client-address'
import { createId } from '@/lib/ids'
import { creditWallet, getBalance } from '@/lib/ledger'
import { putPrice } from '@/lib/pricing'
import { dropProcessState } from '@/lib/process-state'
import { type CreateUpstreamAccountInput, createUpstreamAccount } from '@/lib/upstream-accounts'
import { findUsageRecord, type UsageRecord } from '@/lib/usage'
import { createUser } from '@/lib/users'
import { useTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

/** Which door the suite goes through: each case passes on both. */
export const door = process.env['GATEWAY_DOOR'] === 'web' ? 'web' : 'node'
const ctx = systemContext('contract-test')

export type Tenant = {
  userId: string
  poolId: string
  keyId: string
  key: string
  openai: OpenAI
  accountKeys: string[]
  accountIds: string[]
}
type AccountWish = Partial<CreateUpstreamAccountInput>
export type TenantWish = {
  balanceNanoUsd?: bigint
  key?: Partial<MintApiKeyInput>
  pool?: Parameters<typeof createAccountPool>[1] extends infer P ? Partial<P> : never
  accounts?: AccountWish[]
  user?: Partial<Parameters<typeof createUser>[1]>
}

export type Served = {
  n: number
  id: string
  apiKey: string
  path: string
  model: string
  tag: string | null
  stream: boolean
  inputTokens: number
  cachedTokens: number
  outputTokens: number
  bytes: number
  status: number
  end: string
}

/** A request handler that goes through Next's door: Request in, Response out. */
function throughWebDoor(server: Server): void {
  server.on('request', (req, res) => {
    const abort = new AbortController()
    res.on('close', () => abort.abort())
    const headers = new Headers()
    for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, String(value))
    headers.set(peerHeader, stampPeer(req.socket.remoteAddress ?? ''))
    const hasBody = req.method !== 'GET' && req.method !== 'HEAD'
    const body = hasBody ? (Readable.toWeb(req) as ReadableStream<Uint8Array>) : null
    const request = new Request(`http://gateway.test${req.url}`, {
      method: req.method ?? 'GET',
      headers,
      body,
      signal: abort.signal,
      ...(hasBody ? { duplex: 'half' } : {}),
    })
    webDoor(request)
      .then((response) => {
        res.writeHead(response.status, Object.fromEntries(response.headers))
        if (!response.body) return res.end()
        return Readable.fromWeb(response.body as WebStream)
          .on('error', () => res.destroy())
          .pipe(res)
      })
      .catch(() => res.destroy())
  })
}

export type Gateway = {
  url: string
  simulatorUrl: string
  tenant(wish?: TenantWish): Promise<Tenant>
  addAccount(poolId: string, wish?: AccountWish): Promise<string>
  record(requestId: string): Promise<UsageRecord>
  served(tag: string): Promise<Served[]>
  servedBy(apiKey: string): Promise<Served[]>
  fault(body: unknown): Promise<void>
  last(tag: string): Promise<{ method: string; path: string; headers: Record<string, string>; body: Buffer }>
  balance(userId: string): Promise<{ balanceNanoUsd: bigint; heldNanoUsd: bigint }>
}

/** What a simulator model costs here: round numbers that are easy to check by hand. */
const price = {
  input: 1_000_000_000n,
  output: 10_000_000_000n,
  cachedInput: 100_000_000n,
  maxOutputTokens: 4_096,
  contextTokens: 400_000,
  toolCalls: { web_search: 10_000_000n },
}

/** Starts the gateway in this process behind the chosen door, with a simulator of its own and an empty database. */
export function useGateway(models: readonly string[] = ['sim-small', 'sim-large']): Gateway {
  useTestDatabase()
  let server: Server
  let simulator: Awaited<ReturnType<typeof startUpstreamSimulator>>
  let url = ''
  beforeAll(async () => {
    simulator = await startUpstreamSimulator({ pace: { tokenMs: 0, firstTokenMs: 0 } })
    setTestEnvironment({ GATEWAY_DOOR: door, UPSTREAM_SIMULATOR_URL: simulator.url })
    await startGateway()
    for (const model of models) await putPrice({ model, price })
    server = createServer()
    if (door === 'web') throughWebDoor(server)
    else server.on('request', (req, res) => void dispatch(nodeExchange(req, res)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await stopGateway(1_000)
    await simulator.close()
    await closePrisma()
    await closePool()
    dropProcessState('gateway-start')
  })
  const addAccount = async (poolId: string, wish: AccountWish = {}) => {
    const created = await createUpstreamAccount(ctx, {
      name: createId('account'),
      protocol: 'openai',
      baseUrl: `${simulator.url}/v1`,
      credential: { kind: 'api_key', apiKey: `sk-sim-${createId('account')}` },
      ...wish,
      poolIds: [poolId],
    })
    return created.id
  }
  const allServed = async () => {
    const answer = (await (await fetch(`${simulator.url}/_sim/served?after=0`)).json()) as { data: Served[] }
    return answer.data
  }
  return {
    get url() {
      return url
    },
    get simulatorUrl() {
      return simulator.url
    },
    addAccount,
    tenant: async (wish = {}) => {
      const user = await createUser(ctx, { email: `${createId('user')}@example.test`, ...wish.user })
      const pool = await createAccountPool(ctx, { name: createId('pool'), visibility: 'public', ...wish.pool })
      const accountKeys: string[] = []
      const accountIds: string[] = []
      for (const account of wish.accounts ?? [{}]) {
        const apiKey = `sk-sim-${createId('account')}`
        accountKeys.push(apiKey)
        accountIds.push(await addAccount(pool.id, { credential: { kind: 'api_key', apiKey }, ...account }))
      }
      const amountNanoUsd = wish.balanceNanoUsd ?? 10_000_000_000n
      if (amountNanoUsd > 0n) {
        await creditWallet({
          userId: user.id,
          amountNanoUsd,
          from: 'adjustments',
          kind: 'adjustment',
          cause: { kind: 'test', id: user.id },
          memo: 'test',
        })
      }
      const minted = await mintApiKey(ctx, user.id, { name: 'test', poolId: pool.id, ...wish.key })
      const openai = new OpenAI({ apiKey: minted.key, baseURL: `${url}/v1`, maxRetries: 0 })
      return { userId: user.id, poolId: pool.id, keyId: minted.id, key: minted.key, openai, accountKeys, accountIds }
    },
    record: async (requestId) => {
      for (let attempt = 0; attempt < 200; attempt++) {
        const found = await findUsageRecord(requestId)
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      throw new Error(`no usage record of ${requestId}`)
    },
    served: async (tag) => (await allServed()).filter((entry) => entry.tag === tag),
    servedBy: async (apiKey) => (await allServed()).filter((entry) => entry.apiKey === apiKey),
    fault: async (body) => {
      const answer = await fetch(`${simulator.url}/_sim/faults`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
      if (!answer.ok) throw new Error(await answer.text())
    },
    last: async (tag) => {
      const found = await fetch(`${simulator.url}/_sim/last?tag=${tag}`)
      if (!found.ok) throw new Error(`nothing reached the simulator with the tag ${tag}`)
      const answer = (await found.json()) as {
        method: string
        path: string
        headers: Record<string, string>
        bodyBase64: string
      }
      return { ...answer, body: Buffer.from(answer.bodyBase64, 'base64') }
    },
    balance: async (userId) => await getBalance(userId),
  }
}
