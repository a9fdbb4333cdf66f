import { lookup as resolveName } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { buildConnector } from 'undici'
import { env } from '../env'
import { isLoopbackHost } from '../env-fields'
import { AppError } from '../errors'
import { createAddressList, isPrivateAddress, normaliseAddress } from './address'
import { isCidr } from './is-cidr'

const resolveAll = promisify(resolveName)
const maxUrlLength = 2_048

const refusal = (reason: string) =>
  new AppError('invalid_request', `This address can’t be used: ${reason}.`, {
    details: { fieldErrors: { url: reason } },
  })

const plainHost = (hostname: string) =>
  hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()

function isAllowedName(host: string): boolean {
  return env().UPSTREAM_ALLOWED_PRIVATE_HOSTS.some((entry) => !isCidr(entry) && plainHost(entry) === host)
}

/** Whether the program may connect to an address: public ones, what the operator listed, and in local mode this machine. */
export function isAllowedAddress(address: string): boolean {
  if (!isPrivateAddress(address)) return true
  const plain = normaliseAddress(address)
  if (plain === null) return false
  if (env().isLocal && isLoopbackHost(plain)) return true
  return createAddressList(env().UPSTREAM_ALLOWED_PRIVATE_HOSTS)(plain)
}

function assertAllowedAddresses(host: string, addresses: readonly string[]): void {
  if (isAllowedName(host)) return
  if (addresses.length > 0 && addresses.every(isAllowedAddress)) return
  throw refusal(
    'it leads to a private, loopback or link-local network; an operator can list it in UPSTREAM_ALLOWED_PRIVATE_HOSTS',
  )
}

/** Reads an http(s) URL that a person entered, without looking up its name; throws invalid_request. */
export function parseHttpUrl(text: string): URL {
  if (text.length > maxUrlLength || !URL.canParse(text)) throw refusal('it is not an http:// or https:// address')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refusal('it is not an http:// or https:// address')
  if (url.username !== '' || url.password !== '') throw refusal('it must not contain a user or password')
  return url
}

async function resolvedAddresses(host: string): Promise<string[] | null> {
  try {
    return (await resolveAll(host, { all: true })).map((each) => each.address)
  } catch {
    // Unknown now: every connection asks again through the guarded look-up.
    return null
  }
}

/** One address of a host that the program may connect to; throws invalid_request when it leads elsewhere or nowhere. */
export async function resolveAllowed(hostname: string): Promise<string> {
  const host = plainHost(hostname)
  const addresses = isIP(host) === 0 ? await resolvedAddresses(host) : [host]
  const [first] = addresses ?? []
  if (addresses === null || first === undefined) throw refusal('its name can’t be resolved')
  assertAllowedAddresses(host, addresses)
  return first
}

/** Throws invalid_request unless the URL's host, resolved now, lies where the program may connect to. */
export async function assertAllowedUrl(text: string): Promise<URL> {
  const url = await assertEnterableUrl(text)
  const host = plainHost(url.hostname)
  if (isIP(host) === 0 && !isAllowedName(host) && (await resolvedAddresses(host)) === null) {
    throw refusal('its name can’t be resolved')
  }
  return url
}

/** As `assertAllowedUrl`, but a name that nobody knows at the moment is accepted: it is checked again at each connection. */
export async function assertEnterableUrl(text: string): Promise<URL> {
  const url = parseHttpUrl(text)
  const host = plainHost(url.hostname)
  if (isAllowedName(host)) return url
  const addresses = isIP(host) === 0 ? await resolvedAddresses(host) : [host]
  if (addresses !== null) assertAllowedAddresses(host, addresses)
  return url
}

/** A name look-up for connections that refuses what `assertAllowedUrl` refuses, so that a name can't change its mind in between. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 0)
    try {
      assertAllowedAddresses(
        plainHost(hostname),
        found.map((each) => each.address),
      )
    } catch (refused) {
      return callback(refused instanceof Error ? refused : new Error('refused'), '', 0)
    }
    if (options.all === true) return callback(null, found)
    const first = found[0]
    return first ? callback(null, first.address, first.family) : callback(new Error('no address'), '', 0)
  })
}

/** An undici connector that connects to allowed addresses only, checked at the very connection. */
export function guardedConnector(options: buildConnector.BuildOptions = {}): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: guardedLookup })
  return (target, callback) => {
    const host = plainHost(target.hostname)
    try {
      // The look-up hook isn't asked for hosts that are addresses already.
      if (isIP(host) !== 0) assertAllowedAddresses(host, [host])
    } catch (refused) {
      return callback(refused instanceof Error ? refused : new Error('refused'), null)
    }
    connect(target, callback)
  }
}
