import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import { AppError, type ErrorCode } from '../errors'
import { asAppError, logError } from '../http/error-response'
import { parseInput } from '../http/parse-input'
import { currentLocale } from '../i18n/current-locale'
import { sayIn } from '../i18n/say-in'
import { adminContext, currentUser, pageContext, visitorContext } from './current-user'
import { hasRole } from './has-role'
import { consumeAddressLimit, consumeLimit } from './rate-limits'
import type { ActorContext, CurrentUser, StaffRole } from './types'

/** What an action answers: it never throws to the browser. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | { ok: false; error: { code: ErrorCode; message: string; fieldErrors?: Record<string, string> } }

type Action<T> = (input: unknown) => Promise<ActionResult<T>>
type Signed = { ctx: ActorContext; user: CurrentUser }

async function toResult(thrown: unknown, requestId: string): Promise<ActionResult<never>> {
  // Redirects and "not found" travel as exceptions and belong to Next.js.
  unstable_rethrow(thrown)
  const error = asAppError(thrown)
  logError(error, requestId)
  const { fieldErrors } = error.details
  const locale = await currentLocale()
  const base = { code: error.code, message: sayIn(locale, error.message) }
  if (!fieldErrors) return { ok: false, error: base }
  const said = Object.entries(fieldErrors).map(([field, sentence]) => [field, sayIn(locale, sentence)] as const)
  return { ok: false, error: { ...base, fieldErrors: Object.fromEntries(said) } }
}

async function answer<T>(work: (note: (ctx: ActorContext) => void) => Promise<T>): Promise<ActionResult<T>> {
  let requestId = ''
  try {
    const data = await work((ctx) => {
      requestId = ctx.requestId
    })
    return { ok: true, data }
  } catch (error) {
    return await toResult(error, requestId)
  }
}

async function signedInUser(): Promise<CurrentUser> {
  const user = await currentUser()
  if (!user) throw new AppError('unauthenticated', 'Your session has ended. Sign in again.')
  return user
}

/** An action for anyone, such as signing up; limited by address. */
export function publicAction<S extends z.ZodType, T>(
  schema: S,
  handler: (call: { ctx: ActorContext }, input: z.output<S>) => Promise<T>,
): Action<T> {
  return async (input) =>
    await answer(async (note) => {
      const ctx = await visitorContext()
      note(ctx)
      await consumeAddressLimit('publicAction', ctx.address)
      return await handler({ ctx }, parseInput(schema, input))
    })
}

/** An action of the signed-in person on their own things, limited by person; refused while an admin looks at their pages. */
export function customerAction<S extends z.ZodType, T>(
  schema: S,
  handler: (call: Signed, input: z.output<S>) => Promise<T>,
): Action<T> {
  return async (input) =>
    await answer(async (note) => {
      const user = await signedInUser()
      const ctx = await pageContext(user)
      note(ctx)
      if (user.viewedBy !== null)
        throw new AppError('permission_denied', 'You are only looking; nothing can be changed.')
      await consumeLimit('customerAction', user.id)
      return await handler({ ctx, user }, parseInput(schema, input))
    })
}

/** An action of the staff with at least this role, limited by person; anyone else hears that there is no such thing. */
export function adminAction<S extends z.ZodType, T>(
  least: StaffRole,
  schema: S,
  handler: (call: Signed, input: z.output<S>) => Promise<T>,
): Action<T> {
  return async (input) =>
    await answer(async (note) => {
      const user = await signedInUser()
      if (user.viewedBy !== null || !hasRole(user.role, 'viewer'))
        throw new AppError('not_found', 'There is no such page.')
      if (!hasRole(user.role, least)) throw new AppError('permission_denied', `This needs the role ${least}.`)
      const ctx = await adminContext(user)
      note(ctx)
      await consumeLimit('adminAction', user.id)
      return await handler({ ctx, user }, parseInput(schema, input))
    })
}
