import { AppError } from '../errors'
import { peerHeader } from '../http/client-address'
import { dispatch } from './dispatch'
import type { OwnKey } from './exchange'
import { webExchange } from './exchange-web'
import { decodedSegment } from './protocols'
import { matchRoute } from './routes'
import { startGateway } from './start-gateway'

/** What a browser's own request may say to the gateway: never a cookie, a credential or a key of another kind. */
const passedHeaders = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'accept', 'anthropic-version'],
  ...['x-forwarded-for', peerHeader],
])

/**
 * One call of a signed-in person's playground: the path of every other call, with the same limits, holds and records,
 * but the key is named by its id and the record is marked. The caller of this has checked who asks and from which site.
 * `segments` are the path's parts as the browser sent them. Throws not_found for a path that isn't a generation.
 */
export async function playgroundDoor(request: Request, ownKey: OwnKey, segments: readonly string[]): Promise<Response> {
  const path = `/${segments.map(decodedSegment).join('/')}`
  const match = matchRoute(request.method, path)
  if (match.kind !== 'match' || match.operation.kind !== 'generate')
    throw new AppError('not_found', 'The playground makes model calls only.')
  await startGateway()
  const { exchange, response } = webExchange(request)
  const header = (name: string) => (passedHeaders.has(name) ? exchange.header(name) : null)
  void dispatch({ ...exchange, path, header, ownKey })
  return await response
}
