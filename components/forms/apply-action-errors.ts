import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import type { ActionResult } from './action-result'

/** Puts a refused action's errors into a react-hook-form form and focuses the first; false when there were none. */
export function applyActionErrors<Values extends FieldValues, T>(
  form: Pick<UseFormReturn<Values>, 'setError' | 'getValues'>,
  result: ActionResult<T>,
): boolean {
  if (result.ok) return false
  const known = Object.keys(form.getValues())
  const entries = Object.entries(result.error.fieldErrors ?? {}).filter(([name]) => known.includes(name))
  entries.forEach(([name, message], index) => {
    form.setError(name as Path<Values>, { type: 'server', message }, { shouldFocus: index === 0 })
  })
  if (entries.length === 0) form.setError('root', { type: 'server', message: result.error.message })
  return true
}
