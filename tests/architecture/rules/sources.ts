import fs from 'node:fs'
import path from 'node:path'

export type Source = { path: string; text: string }

const rooms = ['app', 'components', 'lib', 'prisma', 'cli', 'dev', 'scripts', 'bench', 'tests', 'server.ts', 'proxy.ts']
const ignored = new Set(['generated', 'generated.ts', 'node_modules', 'migrations'])
const extensions = ['.ts', '.tsx', '.mts', '.mjs', '.cjs', '.lua']

function listFiles(name: string): string[] {
  if (!fs.existsSync(name)) return []
  if (!fs.statSync(name).isDirectory()) return [name]
  const entries = fs.readdirSync(name).filter((entry) => !ignored.has(entry))
  return entries.flatMap((entry) => listFiles(path.posix.join(name, entry)))
}

/** Every file written by hand, with its text. */
export function readSources(): Source[] {
  const files = rooms.flatMap(listFiles).filter((file) => extensions.includes(path.extname(file)))
  return files.map((file) => ({ path: file, text: fs.readFileSync(file, 'utf8') }))
}
