import { env } from '../env'
import { buildOpenApi } from '../http'
import { processState } from '../process-state'
import { allRoutes } from './all-routes'

const apiVersion = '1.0.0'

/** The OpenAPI 3.1 document of the management API, made once per process from the schemas that check its calls. */
export function openApiDocument(): object {
  const make = () =>
    buildOpenApi(
      allRoutes.map((route) => route.description),
      env().PUBLIC_URL,
      apiVersion,
    )
  return processState('open-api', make)
}
