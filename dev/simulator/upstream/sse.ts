/** One write to the socket: an event, and how many output tokens it carries. */
export interface Frame {
  readonly data: string
  readonly tokens: number
}

export function silent(data: string): Frame {
  return { data, tokens: 0 }
}

/** `data:` only, as Chat and Gemini send it. */
export function dataEvent(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

/** With an `event:` line, as Responses and Messages send it. */
export function namedEvent(type: string, value: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(value)}\n\n`
}

/**
 * An event built once and cut in two around one string, so that each delta costs one concatenation.
 * `hole` must be the text that stands where the delta goes.
 */
export function around(event: string, hole: string): readonly [string, string] {
  const quoted = JSON.stringify(hole)
  const at = event.indexOf(quoted)
  return [event.slice(0, at), event.slice(at + quoted.length)]
}
