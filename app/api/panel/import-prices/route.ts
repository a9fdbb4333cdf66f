import { adminAction, requireAdmin } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { errorResponse } from '@/lib/http/error-response'
import { parseJsonText, readTextBody } from '@/lib/http/read-json-body'
import { isSameOrigin } from '@/lib/http/same-origin'
import { createId } from '@/lib/ids'
import { importPriceFile, importPricesInput, maxImportBodyBytes } from '@/lib/management-api'

const importPrices = adminAction(
  'admin',
  importPricesInput,
  async ({ ctx }, input) => await importPriceFile(ctx, input),
)

/** The panel's import of a price file: too large for an action, whose bodies end at 1 MB. */
export async function POST(request: Request): Promise<Response> {
  // Before the first byte of the body: strangers can't make the server hold files.
  await requireAdmin('admin')
  try {
    if (!isSameOrigin(request)) throw new AppError('permission_denied', 'This is for the panel’s own pages.')
    return Response.json(await importPrices(parseJsonText(await readTextBody(request, maxImportBodyBytes))))
  } catch (error) {
    return errorResponse(error, createId('request'))
  }
}
