import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { logger } from '../logger'

/** A file of lines, and how many of them may still be needed. */
export type Segment = { file: string; fd: number; bytes: number; open: number }

/** A segment this long is left as soon as another is free to be used again. */
const fullBytes = 2 * 1024 * 1024
/** Beyond it the journal counts as unusable: something never ends. */
const maxBytes = 64 * 1024 * 1024
const maxSegments = 4
const retryMs = 5_000

/**
 * What this process has admitted and settled a moment ago, on its own disk, so that killing it loses nothing of it. Lines
 * of one turn of the event loop are one write; nothing is flushed to the device, as a killed process leaves what it wrote.
 */
export class CallJournal {
  private readonly segments: Segment[] = []
  private current: Segment | null = null
  private text = ''
  private isArmed = false
  private unusableUntilMs = 0

  /** `fileOf` names the n-th file; `onFailure` is told when lines that were taken could not be written. */
  constructor(
    private readonly fileOf: (n: number) => string,
    private readonly onFailure: () => void,
  ) {}

  /** Takes a line, to be written by the end of this turn; null when nothing can be written now. */
  add(line: string): Segment | null {
    const segment = this.current ?? this.begin()
    if (segment === null) return null
    segment.open += 1
    this.text += `${line}\n`
    if (!this.isArmed) {
      this.isArmed = true
      setImmediate(this.endTurn)
    }
    return segment
  }

  /** One line of it isn't needed any more. */
  release(segment: Segment): void {
    segment.open -= 1
  }

  /** Writes what was taken. Returns with all of it written, or after `onFailure`. */
  flush(): void {
    if (this.text === '' || this.current === null) return
    const text = this.text
    this.text = ''
    try {
      const written = writeSync(this.current.fd, text)
      if (written < text.length) throw new Error('no space for the call journal')
      this.current.bytes += written
      if (this.current.bytes > fullBytes) this.turnPage()
    } catch (error) {
      this.fail(error)
    }
  }

  /** Closes the files; those with lines that may be needed stay. */
  close(): void {
    this.flush()
    for (const { fd, file, open } of this.segments.splice(0)) {
      closeSync(fd)
      if (open === 0) rmSync(file, { force: true })
    }
    this.current = null
  }

  private readonly endTurn = (): void => {
    this.isArmed = false
    this.flush()
  }

  private begin(): Segment | null {
    if (performance.now() < this.unusableUntilMs) return null
    try {
      this.current = this.free()
    } catch (error) {
      this.fail(error)
    }
    return this.current
  }

  /** An emptied segment, or a new one; null when all are in use. */
  private free(): Segment | null {
    const unused = this.segments.find((segment) => segment.open === 0 && segment !== this.current)
    if (unused) {
      ftruncateSync(unused.fd, 0)
      unused.bytes = 0
      return unused
    }
    if (this.segments.length >= maxSegments) return null
    const file = this.fileOf(this.segments.length)
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    const segment = { file, fd: openSync(file, 'a', 0o600), bytes: 0, open: 0 }
    this.segments.push(segment)
    return segment
  }

  private turnPage(): void {
    const next = this.free()
    if (next !== null) this.current = next
    else if (this.current !== null && this.current.bytes > maxBytes) throw new Error('the call journal is full')
  }

  private fail(error: unknown): void {
    logger().error({ err: error }, 'the call journal cannot be written: holds go to the database at once')
    this.unusableUntilMs = performance.now() + retryMs
    this.current = null
    this.onFailure()
  }
}
