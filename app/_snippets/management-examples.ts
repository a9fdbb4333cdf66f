/** One thing that operators do by program, as it is pasted into a shell. */
export type ManagementExample = {
  name: ExampleName
  /** What answers when it worked: the status and the fields worth knowing. */
  status: 200 | 201
  fields: readonly string[]
  snippets: readonly { label: 'curl' | 'turnpike'; code: string }[]
}

export const exampleNames = [
  'pool',
  'account',
  'price',
  'user',
  'credit',
  'key',
  'limit',
  'usage',
  'books',
  'drain',
  'stop',
] as const
export type ExampleName = (typeof exampleNames)[number]

type Call = {
  status?: 201
  fields: readonly string[]
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** May name what an earlier call answered: $USER_ID, $POOL_ID, $KEY_ID, $ACCOUNT_ID. */
  path: string
  headers?: readonly string[]
  body?: string
  /** The same by the command line, where it has it. */
  cli?: string
}

const calls: Readonly<Record<ExampleName, Call>> = {
  pool: {
    ...{ method: 'POST', path: '/account-pools', status: 201, fields: ['id', 'name', 'visibility', 'version'] },
    body: '{"name": "Standard", "visibility": "public"}',
  },
  account: {
    ...{ method: 'POST', path: '/upstream-accounts', status: 201, fields: ['id', 'baseUrl', 'status', 'version'] },
    body: `{
    "name": "OpenAI main", "protocol": "openai", "baseUrl": "https://api.openai.com/v1",
    "credential": {"kind": "api_key", "apiKey": "$OPENAI_API_KEY"},
    "concurrencyLimit": 20, "priority": 50, "poolIds": ["$POOL_ID"]
  }`,
  },
  price: {
    ...{ method: 'PUT', path: '/model-prices/gpt-5-mini', fields: ['id', 'model', 'effectiveFrom'] },
    body: '{"inputNanoUsdPerMillion": "250000000", "outputNanoUsdPerMillion": "2000000000"}',
  },
  user: {
    ...{ method: 'POST', path: '/users', status: 201, fields: ['id', 'email', 'status', 'version'] },
    body: '{"email": "ada@example.com", "name": "Ada", "concurrencyLimit": 5}',
    cli: 'users create ada@example.com --name Ada',
  },
  credit: {
    ...{ method: 'POST', path: '/users/$USER_ID/credits', status: 201, fields: ['transferId', 'balanceNanoUsd'] },
    headers: ['Idempotency-Key: invoice-2041'],
    body: '{"amountNanoUsd": "25000000000", "reason": "Invoice 2041"}',
    cli: 'credits add $USER_ID 25 --reason "Invoice 2041" --idempotency-key invoice-2041',
  },
  key: {
    ...{ method: 'POST', path: '/users/$USER_ID/api-keys', status: 201, fields: ['id', 'key', 'maskedKey'] },
    body: '{"name": "Production", "poolId": "$POOL_ID", "spendCapNanoUsd": "10000000000", "capPeriod": "month"}',
    cli: 'keys create $USER_ID --pool $POOL_ID --name Production',
  },
  limit: {
    ...{ method: 'PATCH', path: '/users/$USER_ID', fields: ['id', 'concurrencyLimit', 'version'] },
    body: '{"concurrencyLimit": 2, "version": 1}',
  },
  usage: {
    ...{
      method: 'GET',
      path: '/usage?userId=$USER_ID&from=2026-11-01T00:00:00Z&limit=100',
      fields: ['data', 'nextCursor'],
    },
    cli: 'usage export --user $USER_ID --from 2026-11-01',
  },
  books: {
    ...{ method: 'GET', path: '/ledger/trial-balance', fields: ['sumNanoUsd', 'openHolds', 'invariants'] },
  },
  drain: {
    ...{ method: 'PATCH', path: '/upstream-accounts/$ACCOUNT_ID', fields: ['id', 'draining', 'status'] },
    body: '{"draining": true}',
    cli: 'accounts drain $ACCOUNT_ID',
  },
  stop: {
    ...{ method: 'POST', path: '/api-keys/$KEY_ID/revoke', fields: ['id', 'status'] },
    cli: 'keys revoke $KEY_ID',
  },
}

/** A body as a here-document would hold it: variables of the shell are filled in. */
const quoted = (body: string) => `"${body.replaceAll('"', '\\"')}"`

function curlOf(origin: string, { method, path, headers = [], body }: Call): string {
  const lines = [
    `curl ${method === 'GET' || (method === 'POST' && body !== undefined) ? '' : `-X ${method} `}"${origin}/api/admin/v1${path}"`,
    '-H "Authorization: Bearer $TURNPIKE_TOKEN"',
    ...headers.map((header) => `-H "${header}"`),
    ...(body === undefined
      ? []
      : ['-H "Content-Type: application/json"', `-d ${body.includes('$') ? quoted(body) : `'${body}'`}`]),
  ]
  return lines.join(' \\\n  ')
}

/** What operators do by program, in an order in which each has what it needs; every one is run by a test. */
export function managementExamples(origin: string): ManagementExample[] {
  return exampleNames.map((name) => {
    const call = calls[name]
    const cli = call.cli === undefined ? [] : [{ label: 'turnpike' as const, code: `npx turnpike ${call.cli}` }]
    return {
      ...{ name, status: call.status ?? 200, fields: call.fields },
      snippets: [{ label: 'curl', code: curlOf(origin, call) }, ...cli],
    }
  })
}

/** A program over the client that is generated from the OpenAPI document; run from the project's folder. */
export function managementProgram(origin: string): string {
  return `import { createManagementClient } from './lib/management-client'

const turnpike = createManagementClient('${origin}', process.env.TURNPIKE_TOKEN ?? '')

for await (const user of turnpike.rows('GET /users', { query: { status: 'active' } })) {
  const { balanceNanoUsd } = await turnpike.call('GET /users/{userId}', { params: { userId: user.id } })
  if (BigInt(balanceNanoUsd) < 1_000_000_000n) console.log(user.email, 'has less than a dollar left')
}`
}
