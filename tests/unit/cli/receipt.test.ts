import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '@/cli/run-cli'
import { receiptPublicKeys, signReceipt } from '@/lib/pricing'
import type { Receipt } from '@/lib/receipts'

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-cli-'))
const receipt: Receipt = {
  ...{ version: 1, requestId: 'req_1', userId: 'usr_1', keyId: 'key_1', model: 'm', status: 'completed' },
  tokens: {
    ...{ input: 1_000, cachedInput: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 10, reasoning: 0 },
    ...{ media: {}, toolCalls: {} },
  },
  ...{ serviceTier: null, priceVersionId: 'price_1', priceEffectiveFrom: '2026-01-01T00:00:00.000Z' },
  lines: [
    { class: 'input', quantity: 1_000, unitNanoUsdPerMillion: '2500000000', nanoUsdTimesMillion: '2500000000000' },
    { class: 'output', quantity: 10, unitNanoUsdPerMillion: '10000000000', nanoUsdTimesMillion: '100000000000' },
  ],
  ...{ multiplier: '1.25', rounding: 'half up', costNanoUsd: '3250000', chargedNanoUsd: '3250000', lossNanoUsd: '0' },
  ...{ fundedBy: 'wallet', usageSource: 'provider', queueMs: 0, firstTokenMs: 1, durationMs: 2 },
  ...{ createdAt: '2026-11-01T00:00:00.000Z', settledAt: '2026-11-01T00:00:01.000Z' },
}
const keys = () => JSON.stringify({ keys: receiptPublicKeys() })
let published: http.Server
let url = ''

function write(name: string, content: unknown): string {
  fs.writeFileSync(path.join(directory, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const lines = { out: [] as string[], err: [] as string[] }
  const [out, err] = [(line: string) => void lines.out.push(line), (line: string) => void lines.err.push(line)]
  const code = await runCli(args, { environment: { TURNPIKE_URL: url }, directory, out, err })
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') }
}

beforeAll(async () => {
  published = http.createServer((req, res) => {
    res.end(req.url === '/.well-known/turnpike-receipts' ? keys() : '{}')
  })
  await new Promise<void>((resolve) => published.listen(0, '127.0.0.1', resolve))
  const address = published.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  write('keys.json', keys())
})

afterAll(() => {
  published.close()
  fs.rmSync(directory, { recursive: true, force: true })
})

describe('turnpike receipt verify', () => {
  it('ends with 0 for a receipt as it was signed, with keys from a file, an address or the local installation', async () => {
    const file = write('right.json', signReceipt(receipt))
    for (const where of [['--key', 'keys.json'], ['--url', url], []]) {
      const { code, out } = await run('receipt', 'verify', file, ...where)
      expect(out).toContain('The receipt is right.')
      expect(code).toBe(0)
    }
  })

  it('takes what GET /v1/generations answers', async () => {
    const file = write('generation.json', { status: 'completed', receipt: signReceipt(receipt) })
    expect((await run('receipt', 'verify', file)).code).toBe(0)
  })

  it('ends with 1 and says why for a receipt that was changed', async () => {
    const signed = signReceipt(receipt)
    const charged = await run('receipt', 'verify', write('a.json', { ...signed, chargedNanoUsd: '3249999' }))
    expect(charged.code).toBe(1)
    expect(charged.out).toContain('charged and loss are 3249999 together, the cost is 3250000')
    const status = await run('receipt', 'verify', write('b.json', { ...signed, status: 'failed' }))
    expect(status.code).toBe(1)
    expect(status.out).toMatch(/sum +right\nsignature +WRONG/)
  })

  it('ends with 1 for one without a signature, however well it adds up', async () => {
    const { code, out } = await run('receipt', 'verify', write('bare.json', receipt))
    expect(code).toBe(1)
    expect(out).toMatch(/sum +right\nsignature +MISSING/)
  })

  it.each([
    [['receipt', 'verify'], 'Name one receipt file'],
    [['receipt', 'verify', 'absent.json'], 'can’t be read'],
    [['receipt', 'verify', 'keys.json'], 'not a receipt'],
    [['receipt', 'verify', 'right.json', '--key', 'right.json'], 'holds no receipt keys'],
    [['receipt', 'verify', 'right.json', '--url', 'http://127.0.0.1:1'], 'could not be fetched'],
    [['receipt', 'verify', 'right.json', '--url', 'nowhere'], 'is not an address'],
    [['receipt', 'verify', 'right.json', '--what'], 'Unknown option'],
    [['receipt', 'sign'], 'usage: turnpike receipt'],
    [['receive'], 'There is no command "receive"'],
  ])('%j ends with 2 and the reason', async (args, reason) => {
    const { code, err } = await run(...args)
    expect(err).toContain(reason)
    expect(code).toBe(2)
  })

  it('help names every command', async () => {
    const { code, out } = await run('help')
    expect(code).toBe(0)
    expect(out).toContain('turnpike receipt verify FILE')
  })
})
