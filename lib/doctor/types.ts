/** One thing looked at: how it is and, unless it is fine, what to do. */
export type Finding = {
  check: string
  level: 'ok' | 'warning' | 'failed' | 'skipped'
  message: string
  fix?: string
}

/** A program's environment, as far as it could be read. */
export type Variables = Readonly<Record<string, string | undefined>>
