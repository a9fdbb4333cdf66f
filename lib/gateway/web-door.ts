import { AppError } from '../errors'
import { logger } from '../logger'
import { dispatch } from './dispatch'
import { webExchange } from './exchange-web'
import { renderOpenaiError } from './protocols/openai-errors'
import { startGateway } from './start-gateway'

/** The gateway behind a Next.js route handler: the same path as the node door, for dev, serverless and simple hosting. */
export async function webDoor(request: Request): Promise<Response> {
  try {
    await startGateway()
  } catch (error) {
    logger().error({ err: error }, 'the gateway could not start')
    return notStarted()
  }
  const { exchange, response } = webExchange(request)
  void dispatch(exchange)
  return response
}

function notStarted(): Response {
  const error = new AppError('overloaded', 'The gateway is starting. You were not charged. Try again shortly.', {
    retryAfterSeconds: 5,
  })
  const rendered = renderOpenaiError(error, '')
  return new Response(rendered.body, { status: rendered.status, headers: rendered.headers })
}
