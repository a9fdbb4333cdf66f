import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '@/cli/commands'

describe('docs/cli.md', () => {
  it('lists every command as help does, and no other', () => {
    const text = fs.readFileSync('docs/cli.md', 'utf8')
    const listed = [...text.matchAll(/^turnpike (.+)$/gm)].map((match) => match[1])
    expect(listed).toEqual(commands.map(({ usage }) => usage))
  })
})
