#!/usr/bin/env node
// The command `turnpike`: runs the built program, which is made first when this is a fresh clone.
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const program = fileURLToPath(new URL('../dist/turnpike.js', import.meta.url))
if (!existsSync(program)) {
  const { buildPrograms } = await import('../scripts/build.mjs')
  await buildPrograms()
}
await import(pathToFileURL(program).href)
