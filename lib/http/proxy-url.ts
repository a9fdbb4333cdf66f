import { AppError } from '../errors'
import { assertEnterableUrl } from './guarded-url'

const kinds = new Map([
  ['http:', 80],
  ['https:', 443],
  ['socks5:', 1080],
  ['socks5h:', 1080],
])
const maxUrlLength = 2_048

export type ProxyAddress = {
  kind: 'http' | 'socks5'
  /** Whether the way to the proxy itself is TLS. */
  secure: boolean
  hostname: string
  port: number
  /** Null without a user. */
  user: string | null
  password: string
}

const refusal = (reason: string) =>
  new AppError('invalid_request', `This proxy can’t be used: ${reason}.`, {
    details: { fieldErrors: { proxyUrl: reason } },
  })

/** Reads an outbound proxy's address, http, https or socks5, with user and password or without; throws invalid_request. */
export function parseProxyUrl(text: string): ProxyAddress {
  if (text.length > maxUrlLength || !URL.canParse(text))
    throw refusal('it is not an address such as socks5://host:1080')
  const url = new URL(text)
  const standardPort = kinds.get(url.protocol)
  if (standardPort === undefined) throw refusal('it must begin with http://, https:// or socks5://')
  if (url.hostname === '') throw refusal('it has no host')
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') {
    throw refusal('it must have no path')
  }
  return {
    kind: url.protocol.startsWith('socks') ? 'socks5' : 'http',
    secure: url.protocol === 'https:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? standardPort : Number(url.port),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
}

/** Throws invalid_request unless the proxy itself lies where the program may connect to. */
export async function assertEnterableProxyUrl(text: string): Promise<void> {
  const { hostname, port } = parseProxyUrl(text)
  try {
    await assertEnterableUrl(`http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`)
  } catch (error) {
    throw refusal(error instanceof AppError ? (error.details.fieldErrors?.['url'] ?? error.message) : 'it is not valid')
  }
}
