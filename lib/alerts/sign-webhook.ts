import { createHmac } from 'node:crypto'

/**
 * The headers that prove a webhook's body and time: HMAC-SHA256 over `<unix seconds>.<body>` in hex. A receiver makes the
 * same, compares in constant time and refuses old timestamps.
 */
export function signWebhook(body: string, secret: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1_000))
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-turnpike-timestamp': timestamp, 'x-turnpike-signature': `v1=${digest}` }
}
