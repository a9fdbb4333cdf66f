import { BlockList, isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { isCidr } from './is-cidr'

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

const maxKnown = 10_000
const maxAddressLength = 64
const known = new Map<string, string>()

/** An address in one spelling: no brackets or zone, an IPv4 address mapped into IPv6 as IPv4; null when it isn't one. */
export function normaliseAddress(text: string): string | null {
  const remembered = known.get(text)
  if (remembered !== undefined) return remembered
  const address = normalised(text)
  if (address === null || text.length > maxAddressLength) return address
  if (known.size >= maxKnown) known.clear()
  known.set(text, address)
  return address
}

function normalised(text: string): string | null {
  const bare =
    text
      .trim()
      .replace(/^\[|\]$/g, '')
      .split('%')[0] ?? ''
  if (isIP(bare) === 0) return null
  return ipaddr.process(bare).toString()
}

function addRange(list: BlockList, entry: string): void {
  const [address = '', bits] = entry.split('/')
  if (bits === undefined) list.addAddress(address, family(address))
  else list.addSubnet(address, Number(bits), family(address))
}

/** A tester for a list of addresses and ranges; entries that are neither are left out. */
export function createAddressList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) if (isCidr(entry)) addRange(list, entry)
  return (address) => {
    const plain = normaliseAddress(address)
    return plain !== null && list.check(plain, family(plain))
  }
}

/** Whether an address is one that the public internet can't reach: private, loopback, link-local, carrier, multicast, reserved. */
export function isPrivateAddress(address: string): boolean {
  const plain = normaliseAddress(address)
  if (plain === null) return true
  const parsed = ipaddr.parse(plain)
  if (parsed.range() === 'unicast') return false
  if (!(parsed instanceof ipaddr.IPv6)) return true
  return !embedsPublicAddress(parsed)
}

// 6to4 and NAT64 addresses carry an IPv4 address that decides where the packets go; all other special ranges are refused.
function embedsPublicAddress(address: ipaddr.IPv6): boolean {
  const bytes = address.toByteArray()
  const embedded =
    address.range() === '6to4' ? bytes.slice(2, 6) : address.range() === 'rfc6052' ? bytes.slice(12) : null
  return embedded !== null && !isPrivateAddress(embedded.join('.'))
}

const localRanges: readonly string[] = [
  'private',
  'loopback',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
]

/** Whether an address belongs to a network of one's own, where a proxy in front of everybody may stand. */
export function isLocalNetworkAddress(address: string): boolean {
  const plain = normaliseAddress(address)
  return plain === null || localRanges.includes(ipaddr.parse(plain).range())
}

/** What callers are counted by: an IPv4 address, or the /64 of an IPv6 one (a single customer has 2⁶⁴ of them). */
export function addressBucket(address: string): string {
  const plain = normaliseAddress(address)
  if (plain === null) return 'unknown'
  const parsed = ipaddr.parse(plain)
  if (!(parsed instanceof ipaddr.IPv6)) return plain
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
