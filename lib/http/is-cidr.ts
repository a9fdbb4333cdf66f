import ipaddr from 'ipaddr.js'

/** Whether a text is an address or a CIDR range, of IPv4 or IPv6. Runs in browsers too. */
export function isCidr(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  if (rest.length > 0 || !(ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address))) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (ipaddr.IPv6.isValid(address) ? 128 : 32))
}
