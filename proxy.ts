import { type NextRequest, NextResponse } from 'next/server'

/** A constant from next.config.mjs. */
declare const __DEVELOPMENT__: boolean

/**
 * Gives every page its own script nonce. It must never see gateway, webhook or API paths:
 * a matching proxy cuts request bodies at 10 MB.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const secure = isSecure(request)
  const policy = contentSecurityPolicy(nonce, secure)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Pages are brought back after signing in: a page itself doesn't know its whole address.
  headers.set('x-page-path', `${request.nextUrl.pathname}${request.nextUrl.search}`)
  // Next.js reads the nonce for its own scripts from the request's policy header.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  if (secure) response.headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains')
  return response
}

/** Browsers ignore strict-transport-security on plain http, so a forged header gains nothing. */
function isSecure(request: NextRequest): boolean {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim()
  return (forwarded ?? request.nextUrl.protocol.replace(':', '')) === 'https'
}

/** The toasts' own style element, which can't be given a nonce, and the empty one that it begins as. */
const inlineStyles = [
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
]

function contentSecurityPolicy(nonce: string, secure: boolean): string {
  // The development bundle needs eval for its error overlay; the condition is folded away in production.
  const evaluate = __DEVELOPMENT__ ? " 'unsafe-eval'" : ''
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluate}`,
    // Style attributes of server-rendered React can't carry a nonce; no script can come in this way.
    "style-src-attr 'unsafe-inline'",
    `style-src-elem 'self' 'nonce-${nonce}' ${inlineStyles.join(' ')}`,
    // For browsers that don't know the two above.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

export const config = {
  matcher: [
    '/((?!(?:v1|v1beta|api|responses|chat|embeddings|openai|anthropic|healthz|readyz|metrics|_next/static|_next/image)(?:/|$)|icon\\.svg|favicon\\.ico).*)',
  ],
}
