import { AppError } from '../errors'
import { createId } from '../ids'
import { asAppError, logError } from './error-response'
import { readTextBody } from './read-json-body'
import { isSameOrigin } from './same-origin'

/** What an upload of the panel answers: the form of a server action, which can't take files of this size. */
type UploadResult<T> = { ok: true; data: T } | { ok: false; error: { code: string; message: string } }

/** Reads a file that a page of this site sends, at most `maxBytes`, and answers what `work` made of it; never throws. */
export async function readUpload<T>(
  request: Request,
  maxBytes: number,
  work: (text: string) => Promise<T>,
): Promise<Response> {
  try {
    if (!isSameOrigin(request)) throw new AppError('permission_denied', 'Files are taken from pages of this site only.')
    const result: UploadResult<T> = { ok: true, data: await work(await readTextBody(request, maxBytes)) }
    return Response.json(result, { headers: { 'cache-control': 'no-store' } })
  } catch (thrown) {
    const error = asAppError(thrown)
    logError(error, createId('request'))
    const result: UploadResult<T> = { ok: false, error: { code: error.code, message: error.message } }
    return Response.json(result, { status: 200, headers: { 'cache-control': 'no-store' } })
  }
}
