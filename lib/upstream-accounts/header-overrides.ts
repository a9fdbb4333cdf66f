import { createHash } from 'node:crypto'
import { decryptSecret, encryptSecret, reencryptSecret } from '../crypto'
import { AppError } from '../errors'

type Headers = Record<string, string>

const dots = '••••'
const maskForm = /^•••• [0-9a-f]{6}$/
// Earlier versions stored values as they are; they are sealed at the next start.
const sealedForm = /^v\d+:[\w-]{16}:[\w-]{22}:[\w-]*$/

const textsOf = (json: unknown): [string, string][] =>
  Object.entries(Object(json)).filter((entry): entry is [string, string] => typeof entry[1] === 'string')

const mapValues = (json: unknown, change: (value: string) => string): Headers =>
  Object.fromEntries(textsOf(json).map(([name, value]) => [name, change(value)]))

const open = (value: string) => (sealedForm.test(value) ? decryptSecret(value) : value)

// Of the stored form, so that it says "another value was entered" and nothing of the value.
const maskOf = (stored: string) => `${dots} ${createHash('sha256').update(stored).digest('hex').slice(0, 6)}`

/** Header values ready to send. */
export function openHeaderOverrides(stored: unknown): Headers {
  return mapValues(stored, open)
}

/** Header names with a mask for each value: some are credentials of a gateway in between, so none is shown again. */
export function maskHeaderOverrides(stored: unknown): Headers {
  return mapValues(stored, maskOf)
}

/** Headers as they are stored. A value that is its own mask stays what it was; a mask of anything else is invalid_request. */
export function sealHeaderOverrides(entered: Headers, stored: unknown = {}): Headers {
  const known = new Map(textsOf(stored))
  const sealed = Object.entries(entered).map(([name, value]) => {
    if (!maskForm.test(value)) return [name, encryptSecret(value)]
    const kept = known.get(name)
    if (kept !== undefined && maskOf(kept) === value) return [name, kept]
    const reason = `${name}: its value must be entered again`
    throw new AppError('invalid_request', reason, { details: { fieldErrors: { headerOverrides: reason } } })
  })
  return Object.fromEntries(sealed)
}

/** The same headers under the newest key, or null when all are. */
export function reencryptHeaderOverrides(stored: unknown): Headers | null {
  let changed = false
  const renewed = mapValues(stored, (value) => {
    const next = sealedForm.test(value) ? reencryptSecret(value) : encryptSecret(value)
    changed ||= next !== null
    return next ?? value
  })
  return changed ? renewed : null
}
