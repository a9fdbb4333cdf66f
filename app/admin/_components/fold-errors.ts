import type { ActionResult } from '@/components/forms/action-result'

/**
 * Leads errors of parts (`models.3`) to the field that holds them (`models`), so that each stands beside a control;
 * when one has no control at all, the whole sentence is shown instead.
 */
export function foldErrors<T>(form: FormData, result: ActionResult<T>): ActionResult<T> {
  if (result.ok || !result.error.fieldErrors) return result
  const { fieldErrors, ...error } = result.error
  const folded: Record<string, string> = {}
  for (const [path, message] of Object.entries(fieldErrors)) {
    const name = placesOf(path).find((place) => form.has(place))
    if (name === undefined) return { ok: false, error }
    folded[name] ??= message
  }
  return { ok: false, error: { ...error, fieldErrors: folded } }
}

function placesOf(path: string): string[] {
  const parts = path.split('.')
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
}
