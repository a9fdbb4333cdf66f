import { dispatch } from './dispatch'
import { webExchange } from './exchange-web'
import { startGateway } from './start-gateway'

/** The gateway behind a Next.js route handler: the same path as the node door, for dev, serverless and simple hosting. */
export async function webDoor(request: Request): Promise<Response> {
  await startGateway()
  const { exchange, response } = webExchange(request)
  void dispatch(exchange)
  return response
}
