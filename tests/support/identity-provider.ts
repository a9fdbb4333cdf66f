import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type IdentityProvider = { url: string; env: Record<string, string>; stop(): Promise<void> }

/** Who the person at the browser says they are, and what the code they got was asked for with. */
type Grant = {
  email: string
  verified: boolean
  clientId: string
  redirectUri: string
  challenge: string | null
  nonce: string | null
}

const client = { id: 'turnpike-client', secret: 'turnpike-secret' }
const keyId = 'test-key'
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const numberOf = (email: string) => Number.parseInt(createHash('sha256').update(email).digest('hex').slice(0, 8), 16)

function idToken(issuer: string, { email, verified, clientId, nonce }: Grant): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...{ iss: issuer, aud: clientId, sub: `g-${numberOf(email)}`, iat: now, exp: now + 600 },
    ...{ email, email_verified: verified, name: 'Vouched Person', ...(nonce === null ? {} : { nonce }) },
  }
  const head = `${encode({ alg: 'RS256', typ: 'JWT', kid: keyId })}.${encode(claims)}`
  return `${head}.${sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url')}`
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const part of request) text += String(part)
  return new URLSearchParams(text)
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Asks who is there, as the provider's own page does; deny and allow lead back to where the query says. */
const consentPage = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
<label>Address <input name="email"></label> <label><input type="checkbox" name="unverified"> Not verified</label>
<button name="answer" value="allow">Allow</button> <button name="answer" value="deny">Deny</button></form></html>`

function credentialsOf(request: IncomingMessage, body: URLSearchParams): [string, string] {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (basic === undefined) return [body.get('client_id') ?? '', body.get('client_secret') ?? '']
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
  return [decodeURIComponent(id), decodeURIComponent(secret)]
}

class Provider {
  readonly grants = new Map<string, Grant>()
  readonly tokens = new Map<string, Grant>()
  url = ''

  /** Google's and GitHub's answers about themselves. */
  discovery(): Record<string, unknown> {
    return {
      ...{ issuer: this.url, authorization_endpoint: `${this.url}/google/authorize` },
      ...{ token_endpoint: `${this.url}/google/token`, jwks_uri: `${this.url}/google/keys` },
      ...{ response_types_supported: ['code'], subject_types_supported: ['public'] },
      id_token_signing_alg_values_supported: ['RS256'],
    }
  }

  async consent(request: IncomingMessage, asked: URL, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const query = asked.searchParams
    const back = new URL(query.get('redirect_uri') ?? '')
    back.searchParams.set('state', query.get('state') ?? '')
    if (body.get('answer') === 'allow') {
      const code = randomBytes(12).toString('hex')
      this.grants.set(code, {
        ...{ email: body.get('email') ?? '', verified: !body.has('unverified') },
        ...{ clientId: query.get('client_id') ?? '', redirectUri: query.get('redirect_uri') ?? '' },
        ...{ challenge: query.get('code_challenge'), nonce: query.get('nonce') },
      })
      back.searchParams.set('code', code)
    } else back.searchParams.set('error', 'access_denied')
    response.writeHead(303, { location: back.href }).end()
  }

  /** A code works once, for the client it was given to, with the proof of who asked for it. */
  async token(request: IncomingMessage, path: string, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const [id, secret] = credentialsOf(request, body)
    const grant = this.grants.get(body.get('code') ?? '')
    this.grants.delete(body.get('code') ?? '')
    const proof = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const isClient = id === client.id && secret === client.secret && body.get('redirect_uri') === grant?.redirectUri
    if (!grant || !isClient || (grant.challenge !== null && grant.challenge !== proof)) {
      return json(response, { error: 'invalid_grant' }, 400)
    }
    const token = randomBytes(12).toString('hex')
    this.tokens.set(token, grant)
    // GitHub speaks OAuth alone; its client refuses an answer with an id token.
    const signed = path.startsWith('/google') ? { id_token: idToken(this.url, grant) } : {}
    json(response, { access_token: token, token_type: 'bearer', scope: 'all', ...signed })
  }

  github(request: IncomingMessage, path: string, response: ServerResponse): void {
    const grant = this.tokens.get(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '')
    if (!grant) json(response, { message: 'Bad credentials' }, 401)
    else if (path.endsWith('/emails')) json(response, [{ email: grant.email, primary: true, verified: grant.verified }])
    else json(response, { id: numberOf(grant.email), login: 'octo', name: null })
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', this.url)
    const path = asked.pathname
    if (path === '/.well-known/openid-configuration') return json(response, this.discovery())
    if (path === '/google/keys') {
      return json(response, {
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }],
      })
    }
    if (path.startsWith('/api/v3/user')) return this.github(request, path, response)
    if (path.endsWith('/token') || path.endsWith('/access_token')) return await this.token(request, path, response)
    if (!path.endsWith('/authorize')) return json(response, { error: 'not_found' }, 404)
    if (request.method === 'POST') return await this.consent(request, asked, response)
    response.writeHead(200, { 'content-type': 'text/html' }).end(consentPage)
  }
}

/**
 * A provider on 127.0.0.1 that stands for Google (OpenID Connect with PKCE and a signed id token) and for a GitHub
 * Enterprise; `env` configures both. Whoever is at the browser says on its page who they are.
 */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const provider = new Provider()
  const server = createServer((request, response) => {
    provider.answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  provider.url = `http://127.0.0.1:${port}`
  const env = {
    ...{ GOOGLE_CLIENT_ID: client.id, GOOGLE_CLIENT_SECRET: client.secret, GOOGLE_ISSUER: provider.url },
    ...{ GITHUB_CLIENT_ID: client.id, GITHUB_CLIENT_SECRET: client.secret, GITHUB_URL: provider.url },
  }
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: provider.url, env, stop }
}
