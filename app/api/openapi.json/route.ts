import { openApiDocument } from '@/lib/management-api'

/** Never made at build time: it names this installation's address. */
export const dynamic = 'force-dynamic'

export function GET(): Response {
  return Response.json(openApiDocument())
}
