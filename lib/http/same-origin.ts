import { env } from '../env'

const hostOf = (request: Request) => request.headers.get('x-forwarded-host') ?? request.headers.get('host')

/**
 * Whether a browser says that a page of this very site sent a request. A changing request of a signed-in browser must
 * pass it: a form or script of another site can't forge these headers.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = request.headers.get('origin')
  if (origin === null || !URL.canParse(origin)) return false
  return origin === new URL(env().PUBLIC_URL).origin || new URL(origin).host === hostOf(request)
}
