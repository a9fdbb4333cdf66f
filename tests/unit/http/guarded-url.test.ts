import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { clientAddress, peerHeader, stampPeer } from '@/lib/http/client-address'
import { closeGuardedFetch, guardedFetch } from '@/lib/http/guarded-fetch'
import { assertAllowedUrl, assertEnterableUrl, guardedLookup } from '@/lib/http/guarded-url'
import { setTestEnvironment } from '../../support/test-environment'

const production = { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/none', SIGN_UP: 'closed' }
const answers = new Map<string, { address: string; family: number }[]>()

vi.mock('node:dns', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:dns')>()
  type Callback = (error: Error | null, found: { address: string; family: number }[]) => void
  const lookup = (host: string, options: object, callback: Callback) => {
    const known = answers.get(host)
    if (known) callback(null, known)
    else original.lookup(host, { ...options, all: true }, callback)
  }
  return { ...original, lookup }
})

let server: Server
let port = 0
let location = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location }).end()
    else if (request.url === '/large') response.end('x'.repeat(200_000))
    else response.end(JSON.stringify({ authorization: request.headers.authorization ?? null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})

afterAll(async () => {
  await closeGuardedFetch()
  await new Promise((resolve) => server.close(resolve))
})

afterEach(() => {
  answers.clear()
  setTestEnvironment({ DATABASE_URL: undefined, SIGN_UP: undefined, UPSTREAM_ALLOWED_PRIVATE_HOSTS: undefined })
})

const refused = { code: 'invalid_request' }

describe('entered URLs', () => {
  const inside = [
    'http://127.0.0.1',
    'http://127.1',
    'http://2130706433',
    'http://0x7f.1',
    'http://0.0.0.0',
    'http://10.1.2.3',
    'http://172.16.0.1',
    'http://192.168.1.1',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1',
    'http://[::1]',
    'http://[::]',
    'http://[::ffff:10.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://[64:ff9b::a00:1]',
    'http://[2002:a00:1::]',
    'http://224.0.0.1',
    'ftp://93.184.215.14',
    'file:///etc/passwd',
    'http://user:secret@93.184.215.14',
    'not an address',
  ]
  it.each(inside)('refuses %s in production', async (url) => {
    setTestEnvironment(production)
    await expect(assertEnterableUrl(url)).rejects.toMatchObject(refused)
  })

  it('allows public addresses, and loopback in local mode only', async () => {
    await expect(assertAllowedUrl('http://127.0.0.1:4000/v1')).resolves.toBeInstanceOf(URL)
    await expect(assertAllowedUrl('http://10.0.0.1')).rejects.toMatchObject(refused)
    setTestEnvironment(production)
    await expect(assertAllowedUrl('https://93.184.215.14')).resolves.toBeInstanceOf(URL)
    await expect(assertAllowedUrl('https://[2606:4700::1111]')).resolves.toBeInstanceOf(URL)
  })

  it('refuses a name of which any address is private, unless the operator listed name or range', async () => {
    setTestEnvironment(production)
    answers.set('mixed.test', [
      { address: '93.184.215.14', family: 4 },
      { address: '10.0.0.5', family: 4 },
    ])
    await expect(assertAllowedUrl('https://mixed.test')).rejects.toMatchObject(refused)
    setTestEnvironment({ UPSTREAM_ALLOWED_PRIVATE_HOSTS: 'mixed.test' })
    await expect(assertAllowedUrl('https://mixed.test')).resolves.toBeInstanceOf(URL)
    setTestEnvironment({ UPSTREAM_ALLOWED_PRIVATE_HOSTS: '10.0.0.0/24' })
    await expect(assertAllowedUrl('https://mixed.test')).resolves.toBeInstanceOf(URL)
    await expect(assertAllowedUrl('https://10.0.1.1')).rejects.toMatchObject(refused)
  })
})

describe('guardedFetch', () => {
  const url = (path: string) => `http://127.0.0.1:${port}${path}`

  it('fetches what is allowed and bounds the answer', async () => {
    expect((await guardedFetch(url('/'))).status).toBe(200)
    await expect(guardedFetch(url('/large'), { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'upstream_failed' })
  })

  it('refuses a redirect to a private network and drops credentials for another origin', async () => {
    location = 'http://169.254.169.254/latest'
    await expect(guardedFetch(url('/redirect'))).rejects.toMatchObject(refused)
    location = `http://localhost:${port}/`
    const headers = { authorization: 'Bearer secret' }
    expect(JSON.parse((await guardedFetch(url('/redirect'), { headers })).text)).toEqual({ authorization: null })
    location = url('/redirect')
    await expect(guardedFetch(url('/redirect'))).rejects.toMatchObject({ code: 'upstream_failed' })
  })

  it('refuses a name that turned private after it was checked', async () => {
    setTestEnvironment(production)
    answers.set('rebind.test', [{ address: '93.184.215.14', family: 4 }])
    await assertAllowedUrl('http://rebind.test')
    answers.set('rebind.test', [{ address: '127.0.0.1', family: 4 }])
    const outcome = await new Promise((resolve) =>
      guardedLookup('rebind.test', { all: true }, (error) => resolve(error)),
    )
    expect(outcome).toMatchObject(refused)
  })
})

describe('clientAddress', () => {
  const headers = (values: Record<string, string>) => (name: string) => values[name] ?? null

  it('believes x-forwarded-for only from trusted proxies, nearest untrusted hop first', () => {
    const forwarded = headers({ 'x-forwarded-for': '6.6.6.6, 198.51.100.7, 10.0.0.2' })
    setTestEnvironment({ TRUSTED_PROXIES: undefined })
    expect(clientAddress(forwarded, '10.0.0.1')).toBe('10.0.0.1')
    setTestEnvironment({ TRUSTED_PROXIES: '10.0.0.0/8' })
    expect(clientAddress(forwarded, '10.0.0.1')).toBe('198.51.100.7')
    expect(clientAddress(forwarded, '203.0.113.1')).toBe('203.0.113.1')
    expect(clientAddress(headers({ 'x-forwarded-for': '198.51.100.7:443, nonsense' }), '10.0.0.1')).toBe('10.0.0.1')
    expect(clientAddress(headers({ 'x-forwarded-for': '[2001:db8::1]:443' }), '::ffff:10.0.0.1')).toBe('2001:db8::1')
    setTestEnvironment({ TRUSTED_PROXIES: undefined })
  })

  it('takes the peer from the server’s own mark and from nobody else', () => {
    expect(clientAddress(headers({ [peerHeader]: stampPeer('203.0.113.9') }), '')).toBe('203.0.113.9')
    expect(clientAddress(headers({ [peerHeader]: 'forged 203.0.113.9' }), '')).toBe('')
  })
})
