import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorRow, errorTable } from '@/lib/errors'

describe('docs/errors.md', () => {
  it('lists every code of the table with its status and types, and no other', () => {
    const rows = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(\w+)` \|([^\n]+)\|$/gm)].map((match) => [
      match[1] ?? '',
      ...(match[2] ?? '').split('|').map((cell) => cell.trim()),
    ])
    const expected = Object.keys(errorTable).map((code) => {
      const row = errorRow(code as ErrorCode)
      return [
        code,
        String(row.status),
        row.openaiType,
        row.anthropicType,
        row.geminiStatus,
        row.retryable ? 'yes' : 'no',
      ]
    })
    expect(rows.map((row) => row.slice(0, 6)).sort()).toEqual(expected.sort())
    for (const row of rows) expect(row[6]?.length, row[0]).toBeGreaterThan(10)
  })
})
