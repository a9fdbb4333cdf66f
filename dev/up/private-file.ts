import fs from 'node:fs'
import path from 'node:path'
import { StartError } from '../progress.mjs'

const mode = 0o600

/** Writes a file that only its owner can read; a reader sees the old or the new one, never a half. */
export function writePrivateFile(file: string, value: unknown): void {
  const unfinished = `${file}.${process.pid}.new`
  fs.writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode })
  fs.renameSync(unfinished, file)
}

/** Reads what `writePrivateFile` wrote; null when there is none. */
export function readPrivateFile(file: string): Record<string, unknown> | null {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // Told below, like any other content that isn't ours.
  }
  throw new StartError(`${file} is damaged. Restore it from a backup, or remove it to begin with new values.`)
}

/** Makes the data folder, readable by its owner only. */
export function makeDataDirectory(directory: string): string {
  const absolute = path.resolve(directory)
  try {
    fs.mkdirSync(absolute, { recursive: true, mode: 0o700 })
    fs.accessSync(absolute, fs.constants.W_OK)
  } catch (error) {
    throw new StartError(
      `The data folder ${absolute} can't be written (${(error as NodeJS.ErrnoException).code}). Set DATA_DIR to another one.`,
    )
  }
  return absolute
}
