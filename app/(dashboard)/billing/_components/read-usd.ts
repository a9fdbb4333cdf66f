import { parseUsd } from '@/lib/money'

type Refused = { ok: false; error: { code: string; message: string; fieldErrors: Record<string, string> } }

/** Typed amounts of a form as nano-USD, or the form's errors for those that aren't amounts. */
export function readUsd<N extends string>(
  form: FormData,
  names: readonly N[],
  sentence: string,
): { ok: true; amounts: Record<N, string> } | Refused {
  const read = names.map((name) => [name, parseUsd(String(form.get(name) ?? ''))] as const)
  const wrong = read.filter(([, amount]) => amount === null || amount <= 0n)
  if (wrong.length > 0) {
    const fieldErrors = Object.fromEntries(wrong.map(([name]) => [name, sentence]))
    return { ok: false, error: { code: 'invalid_request', message: sentence, fieldErrors } }
  }
  const amounts = Object.fromEntries(read.map(([name, amount]) => [name, String(amount)]))
  // Built from the very names the type speaks of.
  return { ok: true, amounts: amounts as Record<N, string> }
}
