export { deletedAnswer, pageOf, pageQuery, pathIds } from './answers'
export { defineRoute, type Route, type RouteDescription } from './define-route'
export { errorResponse } from './error-response'
export { buildOpenApi } from './open-api'
