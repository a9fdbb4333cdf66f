import { type JsonObject, numberAt, objectAt, stringAt } from '../json'

export const faultKinds = [
  'status',
  'reset',
  'no_header',
  'stall',
  'cut',
  'error_first',
  'empty',
  'html',
  'huge_line',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** One way to fail; what each kind does is described in dev/simulator/README.md. */
export interface Fault {
  readonly kind: FaultKind
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  /** Replaces the body; text is sent as it is, anything else as JSON. */
  readonly body: unknown
  readonly afterTokens: number | null
  readonly delayMs: number
  /** Only huge_line: the length of the line. */
  readonly bytes: number
}

interface FaultMatch {
  readonly apiKey: string | null
  readonly model: string | null
  readonly path: string | null
  readonly tag: string | null
}

interface FaultRule {
  readonly id: string
  readonly match: FaultMatch
  readonly fault: Fault
  timesLeft: number
  hits: number
}

export interface FaultSubject {
  readonly apiKey: string | null
  readonly model: string | null
  readonly path: string
  readonly tag: string | null
}

const rulesMax = 10_000
const hugeLineBytes = 1024 * 1024
const hugeLineBytesMax = 64 * 1024 * 1024

/** The faults set by the control API; the oldest rule that matches and has times left wins. */
export class FaultRules {
  readonly #rules = new Map<string, FaultRule>()
  #created = 0

  /** The new rule's id, or a sentence that says what is wrong with it. */
  add(body: JsonObject): { id: string } | { problem: string } {
    const spec = objectAt(body, 'fault')
    if (!spec) return { problem: 'fault must be an object' }
    const fault = faultFrom(spec)
    if (!fault) return { problem: `fault.kind must be one of ${faultKinds.join(', ')}` }
    if (this.#rules.size >= rulesMax) return { problem: `at most ${rulesMax} faults` }
    const match = objectAt(body, 'match') ?? {}
    const id = `fault_${++this.#created}`
    this.#rules.set(id, {
      id,
      fault,
      match: {
        apiKey: stringAt(match, 'apiKey'),
        model: stringAt(match, 'model'),
        path: stringAt(match, 'path'),
        tag: stringAt(match, 'tag'),
      },
      timesLeft: numberAt(body, 'times') ?? Number.POSITIVE_INFINITY,
      hits: 0,
    })
    return { id }
  }

  remove(id: string): boolean {
    return this.#rules.delete(id)
  }

  clear(): void {
    this.#rules.clear()
  }

  list(): object[] {
    return [...this.#rules.values()].map(({ timesLeft, ...rule }) => ({
      ...rule,
      timesLeft: Number.isFinite(timesLeft) ? timesLeft : null,
    }))
  }

  /** The fault for this request, counted as used. */
  take(subject: FaultSubject): Fault | null {
    if (this.#rules.size === 0) return null
    for (const rule of this.#rules.values()) {
      if (rule.timesLeft <= 0 || !matches(rule.match, subject)) continue
      rule.timesLeft -= 1
      rule.hits += 1
      return rule.fault
    }
    return null
  }
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  return (
    fits(match.apiKey, subject.apiKey) &&
    fits(match.model, subject.model) &&
    fits(match.path, subject.path) &&
    fits(match.tag, subject.tag)
  )
}

/** Exact, or a beginning followed by `*`. */
function fits(wanted: string | null, actual: string | null): boolean {
  if (wanted === null) return true
  if (actual === null) return false
  return wanted.endsWith('*') ? actual.startsWith(wanted.slice(0, -1)) : wanted === actual
}

export function faultFrom(spec: JsonObject): Fault | null {
  const kind = faultKinds.find((known) => known === spec['kind'])
  if (!kind) return null
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(objectAt(spec, 'headers') ?? {}))
    headers[name.toLowerCase()] = String(value)
  const bytes = numberAt(spec, 'bytes') ?? hugeLineBytes
  return {
    kind,
    status: numberAt(spec, 'status'),
    headers,
    body: spec['body'],
    afterTokens: numberAt(spec, 'afterTokens'),
    delayMs: Math.max(0, numberAt(spec, 'delayMs') ?? 0),
    bytes: Math.min(Math.max(1, bytes), hugeLineBytesMax),
  }
}

const modelFaults: readonly [RegExp, (found: RegExpExecArray) => JsonObject][] = [
  [/^sim-status-(\d{3})$/, (found) => ({ kind: 'status', status: Number(found[1]) })],
  [
    /^sim-status-(\d{3})-after-(\d{1,6})$/,
    (found) => ({ kind: 'status', status: Number(found[1]), headers: { 'retry-after': found[2] } }),
  ],
  [
    /^sim-(cut|stall|reset|error-first)-at-(\d{1,6})$/,
    (found) => ({ kind: kindOf(found[1]), afterTokens: Number(found[2]) }),
  ],
  [/^sim-(cut|stall|html|empty|error-first|reset|no-header|huge-line)$/, (found) => ({ kind: kindOf(found[1]) })],
  [/^sim-huge-line-(\d{1,8})$/, (found) => ({ kind: 'huge_line', bytes: Number(found[1]) })],
  [/^sim-empty-terminal$/, () => ({ kind: 'empty', body: 'terminal' })],
]

function kindOf(name: string | undefined): string {
  return (name ?? '').replace('-', '_')
}

/** The fault that a `sim-*` model name stands for. */
export function faultOfModel(model: string | null): Fault | null {
  if (model === null || !model.startsWith('sim-')) return null
  for (const [pattern, spec] of modelFaults) {
    const found = pattern.exec(model)
    if (found) return faultFrom(spec(found))
  }
  return null
}
