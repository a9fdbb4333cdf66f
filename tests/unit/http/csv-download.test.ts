import { describe, expect, it } from 'vitest'
import { csvDownload } from '@/lib/http'

/** Pages that say how many were read and whether the source was told to stop. */
function pages(count: number) {
  const seen = { read: 0, stopped: false }
  async function* rows() {
    try {
      for (let i = 0; i < count; i++) {
        seen.read += 1
        yield `row ${i}\n`
      }
    } finally {
      seen.stopped = true
    }
  }
  return { seen, rows: rows() }
}

describe('a CSV download', () => {
  it('is a file with all rows that nobody keeps', async () => {
    const response = csvDownload('usage.csv', pages(3).rows)
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="usage.csv"')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.text()).toBe('row 0\nrow 1\nrow 2\n')
  })

  it('reads only what was asked for, and ends its source when the reader leaves', async () => {
    const { seen, rows } = pages(1_000)
    const reader = csvDownload('usage.csv', rows).body?.getReader()
    await reader?.read()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(seen.read).toBeLessThan(5)
    await reader?.cancel()
    expect(seen).toMatchObject({ stopped: true })
    expect(seen.read).toBeLessThan(5)
  })

  it('breaks off when its source fails, so that half a file is never taken for a whole one', async () => {
    async function* failing() {
      yield 'row\n'
      throw new Error('the database left')
    }
    await expect(csvDownload('usage.csv', failing()).text()).rejects.toThrow()
  })
})
