import { randomBytes } from 'node:crypto'
import { env } from '../env'
import { processState } from '../process-state'
import { createAddressList, normaliseAddress } from './address'

type HeaderReader = (name: string) => string | null

/** Carries the TCP peer from server.ts to Next's handlers, which don't see the socket. */
export const peerHeader = 'x-turnpike-peer'

const maxHops = 32
const stamp = () => processState('peer-stamp', () => randomBytes(16).toString('hex'))
const testers = new WeakMap<readonly string[], (address: string) => boolean>()

function isTrustedProxy(address: string): boolean {
  const entries = env().TRUSTED_PROXIES
  let test = testers.get(entries)
  if (!test) {
    test = createAddressList(entries)
    testers.set(entries, test)
  }
  return test(address)
}

/** The value of `peerHeader` that only this process can write, so that a caller can't claim another address. */
export function stampPeer(peerAddress: string): string {
  return `${stamp()} ${peerAddress}`
}

function peerFrom(header: HeaderReader): string {
  const [mark, address = ''] = (header(peerHeader) ?? '').split(' ')
  return mark === stamp() ? address : ''
}

/**
 * Who is calling: the TCP peer, or behind TRUSTED_PROXIES the nearest address of `x-forwarded-for` that isn't one of
 * them. '' when the transport tells no peer: such callers pass no address list.
 */
export function clientAddress(header: HeaderReader, peerAddress: string): string {
  const peer = normaliseAddress(peerAddress || peerFrom(header))
  if (peer === null) return ''
  if (env().TRUSTED_PROXIES.length === 0) return peer
  const hops = (header('x-forwarded-for') ?? '').split(',').slice(-maxHops).reverse()
  let address = peer
  for (const hop of hops) {
    if (!isTrustedProxy(address)) return address
    const next = normaliseAddress(hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1').replace(/^\s*\[(.*)\]:\d+\s*$/, '$1'))
    if (next === null) return address
    address = next
  }
  return address
}
