import { hash } from 'node:crypto'

/** Where clients name their session, first one wins; Codex sends session-id and thread-id. */
const sessionHeaders = [
  'session-id',
  'session_id',
  'x-session-id',
  'thread-id',
  'conversation-id',
  'conversation_id',
] as const

/** `seed`: a digest of what stays the same through the conversation. */
export type SessionHints = { promptCacheKey: string | null; user: string | null; seed: () => string }

/** A key that is the same for all calls of one session; the slot store scopes it by user and pool. */
export function sessionKeyOf(header: (name: string) => string | null, hints: SessionHints): string {
  for (const name of sessionHeaders) {
    const value = header(name)
    if (value) return digest(`header:${value}`)
  }
  if (hints.promptCacheKey) return digest(`cache:${hints.promptCacheKey}`)
  if (hints.user) return digest(`user:${hints.user}`)
  return `seed:${hints.seed()}`
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}
