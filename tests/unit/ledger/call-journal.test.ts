import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CallJournal } from '@/lib/ledger/call-journal'

let folder: string
const failed = vi.fn()
const fileOf = (n: number) => path.join(folder, 'own', `calls-${n}`)
const textOf = (n: number) => readFileSync(fileOf(n), 'utf8')

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'turnpike-test-'))
  failed.mockReset()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('lines of one turn are on the disk at its end, or when someone asks for it', async () => {
  const journal = new CallJournal(fileOf, failed)
  journal.add('one')
  journal.add('two')
  journal.flush()
  expect(textOf(0)).toBe('one\ntwo\n')
  journal.add('three')
  await new Promise((resolve) => setImmediate(resolve))
  expect(textOf(0)).toBe('one\ntwo\nthree\n')
})

it('a closed journal leaves only files with lines that may still be needed', () => {
  const journal = new CallJournal(fileOf, failed)
  const line = journal.add('ended')
  if (line) journal.release(line)
  journal.close()
  expect(readdirSync(path.join(folder, 'own'))).toEqual([])
  const other = new CallJournal(fileOf, failed)
  other.add('open')
  other.close()
  expect(textOf(0)).toBe('open\n')
})

it('stays small however many calls come: a full file is used again once all its lines have ended', () => {
  const journal = new CallJournal(fileOf, failed)
  const kilobyte = 'x'.repeat(1_000)
  const kept = journal.add('kept')
  for (let n = 0; n < 20_000; n++) {
    const line = journal.add(kilobyte)
    if (line) journal.release(line)
    if (n % 100 === 0) journal.flush()
  }
  journal.flush()
  const sizes = readdirSync(path.join(folder, 'own')).map((_, n) => textOf(n).length)
  expect(sizes.length).toBeLessThanOrEqual(3)
  expect(Math.max(...sizes)).toBeLessThan(3 * 1024 * 1024)
  expect(kept && readFileSync(kept.file, 'utf8').startsWith('kept\n')).toBe(true)
  expect(failed).not.toHaveBeenCalled()
})

it('says when it cannot write: nobody relies on lines that are not there', () => {
  writeFileSync(path.join(folder, 'own'), 'a file where the folder should be')
  const journal = new CallJournal(fileOf, failed)
  expect(journal.add('lost')).toBeNull()
  expect(failed).toHaveBeenCalledTimes(1)
  // It isn't tried again with each line.
  expect(journal.add('lost too')).toBeNull()
  expect(failed).toHaveBeenCalledTimes(1)
})
