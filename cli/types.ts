/** What a command may touch of the world; tests pass their own. */
export type CliContext = {
  /** Variables of the shell; in local mode with what `npm run up` made. */
  environment: Readonly<Record<string, string | undefined>>
  /** Folder that DATA_DIR and file arguments are relative to. */
  directory: string
  out: (line: string) => void
  err: (line: string) => void
}

export type Command = {
  name: string
  /** Without the program's name. */
  usage: string
  summary: string
  /** Answers the exit code. */
  run: (args: string[], context: CliContext) => Promise<number>
}

/** 0 = done, 1 = the answer is no (a wrong receipt, a failed check, a refusal), 2 = it could not be asked. */
export const exitCodes = { done: 0, failed: 1, unusable: 2 } as const
