import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { unstable_doesMiddlewareMatch as doesProxyMatch } from 'next/experimental/testing/server'
import { NextRequest } from 'next/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { config, proxy } from '@/proxy'

afterEach(() => vi.unstubAllGlobals())

function answer(headers: Record<string, string> = {}): Headers {
  vi.stubGlobal('__DEVELOPMENT__', false)
  return proxy(new NextRequest('http://127.0.0.1:3000/keys', { headers })).headers
}

describe('proxy matcher', () => {
  it.each([
    '/v1/responses',
    '/v1/models/gpt-5',
    '/v1beta/models/gemini:generateContent',
    '/responses',
    '/chat/completions',
    '/openai/v1/responses',
    '/anthropic/v1/messages',
    '/api/stripe/webhook',
    '/api/admin/v1/users',
    '/healthz',
    '/readyz',
    '/metrics',
    '/_next/static/chunks/a.js',
    '/icon.svg',
  ])('never touches %s, whose bodies it would cut', (path) => {
    expect(doesProxyMatch({ config, nextConfig: {}, url: path })).toBe(false)
  })

  it.each(['/', '/keys', '/sign-in', '/admin/users', '/models', '/v1-notes', '/apidocs'])(
    'covers the page %s',
    (path) => {
      expect(doesProxyMatch({ config, nextConfig: {}, url: path })).toBe(true)
    },
  )
})

describe('proxy headers', () => {
  it('gives each answer its own script nonce and no other way in', () => {
    const one = answer().get('content-security-policy') ?? ''
    const other = answer().get('content-security-policy') ?? ''
    const nonce = /'nonce-([A-Za-z0-9+/=]{24})'/.exec(one)?.[1]
    expect(nonce).toBeDefined()
    expect(other).not.toContain(nonce)
    expect(one).toContain("'strict-dynamic'")
    expect(one).not.toContain('unsafe-eval')
    expect(one).toContain("frame-ancestors 'none'")
  })

  it('lets in no style element but its own and the toasts’, whose text is known', () => {
    const policy = answer().get('content-security-policy') ?? ''
    const elements = /style-src-elem ([^;]*)/.exec(policy)?.[1] ?? ''
    expect(elements).not.toContain('unsafe-inline')
    const source = fs.readFileSync('node_modules/sonner/dist/index.mjs', 'utf8')
    const css: unknown = JSON.parse(/__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source)?.[1] ?? '""')
    const hash = createHash('sha256').update(String(css)).digest('base64')
    expect(elements).toContain(`'sha256-${hash}'`)
  })

  it('asks for https only where https is spoken', () => {
    expect(answer().get('strict-transport-security')).toBeNull()
    expect(answer({ 'x-forwarded-proto': 'https' }).get('strict-transport-security')).toContain('max-age=')
  })
})
