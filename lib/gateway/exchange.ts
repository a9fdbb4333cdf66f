import type { EndSignal } from '../ending'
import type { HeaderList } from './header-list'

/** A signed-in person's own key, named by its id instead of sent: only the playground's door sets it. */
export type OwnKey = { readonly userId: string; readonly keyId: string }

/** What the path needs of a transport; one for node:http, one for Request/Response, and nothing else knows the difference. */
export type Exchange = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** The TCP peer, '' when the transport doesn't tell. */
  readonly peerAddress: string
  /** performance.now() when the request's head was there. */
  readonly startedMs: number
  /** Aborted when the caller leaves before the end. */
  readonly signal: EndSignal
  readonly ownKey?: OwnKey
  /** A request header by lower-case name; repeated ones joined as HTTP says. */
  header(name: string): string | null
  /** The raw body, at most `limit` bytes: throws AppError request_too_large before reading on, invalid_request when the caller drops. */
  readBody(limit: number): Promise<Buffer>
  /** Sends status and headers. Once. The list is the exchange's from then on. */
  begin(status: number, headers: HeaderList): void
  /** Sends bytes; resolves when the transport takes more (back-pressure), false when the caller is gone. */
  write(bytes: Uint8Array): boolean | Promise<boolean>
  end(bytes?: Uint8Array): void
  /** Cuts the connection: for an answer that can't be ended cleanly. */
  destroy(): void
}
