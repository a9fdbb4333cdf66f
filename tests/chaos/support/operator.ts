import { testManagementToken } from '../../support/server'

export type Customer = { userId: string; poolId: string; keyId: string; key: string }

/** Speaks the management API of a running server, as an operator's script would. */
export type OperatorApi = ReturnType<typeof operatorOf>

export function operatorOf(url: string) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${testManagementToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }
  return {
    call,
    /** A customer with credit and a key on a pool of its own with one account at the simulator. */
    customer: async (simulatorUrl: string, limit = 0): Promise<Customer> => {
      const name = `t-${crypto.randomUUID()}`
      const pool = await call<{ id: string }>('POST', '/account-pools', {
        name,
        visibility: 'public',
        instructionsPolicy: 'passthrough',
        instructions: '',
        disconnectPolicy: 'drain',
        maxWaiting: 1_000,
        idleTimeoutMs: 60_000,
      })
      await call('POST', '/upstream-accounts', {
        name,
        protocol: 'openai',
        baseUrl: simulatorUrl,
        credential: { kind: 'api_key', apiKey: `sk-${name}` },
        concurrencyLimit: 0,
        priority: 1,
        poolIds: [pool.id],
      })
      await call('PUT', '/model-prices/sim-small', {
        inputNanoUsdPerMillion: '1000000000',
        outputNanoUsdPerMillion: '10000000000',
        maxOutputTokens: 4_096,
      })
      const user = await call<{ id: string }>('POST', '/users', {
        email: `${name}@example.test`,
        concurrencyLimit: limit,
      })
      await call('POST', `/users/${user.id}/credits`, { amountNanoUsd: '100000000000', reason: 'test' })
      const key = await call<{ id: string; key: string }>('POST', `/users/${user.id}/api-keys`, {
        name: 'test',
        poolId: pool.id,
      })
      return { userId: user.id, poolId: pool.id, keyId: key.id, key: key.key }
    },
    records: async (userId: string): Promise<UsageRow[]> => {
      const rows: UsageRow[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: { data: UsageRow[]; nextCursor: string | null } = await call(
          'GET',
          `/usage?userId=${userId}&limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        )
        rows.push(...page.data)
        cursor = page.nextCursor
      }
      return rows
    },
    invariants: async () =>
      await call<{ sumNanoUsd: string; openHolds: number; invariants: { name: string; holds: boolean }[] }>(
        'GET',
        '/ledger/trial-balance',
      ),
  }
}

export type UsageRow = {
  requestId: string
  status: string
  usageSource: string
  outputTokens: number
  costNanoUsd: string
  chargedNanoUsd: string
  attempts: { upstreamRequestId: string | null }[]
}

/** A stream of about `tokens` tokens; resolves at its first bytes, `whole` with all that came until it ended or broke. */
export async function openStream(
  url: string,
  key: string,
  tag: string,
  tokens: number,
): Promise<{ status: number; whole: Promise<{ text: string; broken: boolean }> }> {
  const response = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'sim-small',
      input: 'Count the cars',
      stream: true,
      metadata: { tag, sim_tokens: String(tokens) },
      max_output_tokens: 4_000,
    }),
  })
  const whole = (async () => {
    let text = ''
    try {
      const decoder = new TextDecoder()
      const reader = response.body?.getReader()
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
        text += decoder.decode(part.value, { stream: true })
      }
      return { text, broken: false }
    } catch {
      return { text, broken: true }
    }
  })()
  return { status: response.status, whole }
}
