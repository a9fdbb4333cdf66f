import type { IncomingMessage, ServerResponse } from 'node:http'
import { messagesOf } from '@/messages'
import { databaseAnswers } from '../db/database-answers'
import { localeCookie } from '../i18n/config'
import { pickLocale } from '../i18n/pick-locale'

const retryAfterSeconds = 5
const style = `body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;
color:#1b1b18;background:#fbfaf7}main{max-width:26rem;padding:1.5rem;text-align:center}h1{font-size:1.5rem}
a{color:inherit}@media(prefers-color-scheme:dark){body{color:#f2f0ea;background:#161613}}`

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Pages, whole or as Next.js fetches them between pages; programs' calls have answers of their own. */
function asksForPage({ method, url = '/', headers }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  if (url.startsWith('/_next/') || url.startsWith('/api/')) return false
  return headers['rsc'] !== undefined || (headers.accept ?? '').includes('text/html')
}

function awayPage({ headers, url = '/' }: IncomingMessage): string {
  const cookie = new RegExp(`(?:^|;\\s*)${localeCookie}=(\\w+)`).exec(headers.cookie ?? '')?.[1]
  const locale = pickLocale(cookie, headers['accept-language'] ?? null)
  const { errors, ui } = messagesOf(locale)
  const { title, description } = errors.away
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(description)}</p>
<p><a href="${escapeHtml(url.startsWith('//') ? '/' : url)}">${escapeHtml(ui.tryAgain)}</a></p></main></html>`
}

/**
 * Answers a page that is asked for while the database can't be reached with 503 and a sentence for people, and says
 * whether it did; whatever needs no page, and every page while the database answers, is left alone.
 */
export async function refuseWhileAway(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  if (!asksForPage(req) || (await databaseAnswers())) return false
  res.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'retry-after': String(retryAfterSeconds),
  })
  res.end(req.method === 'HEAD' ? undefined : awayPage(req))
  return true
}
