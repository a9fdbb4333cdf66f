import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'

type Part = { entryPoint?: string; imports: { path: string; kind: string; external?: boolean }[] }
type Build = { metafile: { outputs: Record<string, Part> } }

let outputs: Record<string, Part>

/** The packages that are loaded with the server's program: at its start, or with all that it may load later. */
function packagesOf(when: 'start' | 'ever'): string[] {
  const entry = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === 'server.ts')
  const parts = new Set(entry === undefined ? [] : [entry])
  const packages = new Set<string>()
  // A set that grows while it is walked is walked to its end.
  for (const file of parts) {
    for (const each of outputs[file]?.imports ?? []) {
      if (when === 'start' && each.kind !== 'import-statement') continue
      if (each.external !== true) parts.add(each.path)
      else packages.add(each.path)
    }
  }
  return [...packages].filter((name) => !name.startsWith('node:')).sort()
}

const isAnyOf = (names: readonly string[]) => (loaded: string) =>
  names.some((name) => loaded === name || loaded.startsWith(`${name}/`))

/** What only the pages and the jobs need; each would add megabytes to every gateway process. */
const heavy = ['@node-rs/argon2', '@prisma', 'csv-parse', 'csv-stringify', 'next', 'nodemailer', 'react', 'stripe']

describe('the server’s program', () => {
  beforeAll(async () => {
    const { bundleServer }: { bundleServer(options: object): Promise<Build> } = await import(
      pathToFileURL(path.resolve('scripts/build.mjs')).href
    )
    const built = await bundleServer({ write: false, metafile: true, sourcemap: false })
    outputs = built.metafile.outputs
  })

  it('loads neither pages nor database client at its start, which is all that the gateway role does', () => {
    const loaded = packagesOf('start')
    expect(loaded).toContain('pg')
    expect(loaded.filter(isAnyOf(heavy))).toEqual([])
  })

  it('loads them with the roles that have pages and jobs', () => {
    const loaded = packagesOf('ever')
    for (const name of ['@prisma/client/runtime/client', 'next', 'nodemailer', 'stripe']) expect(loaded).toContain(name)
  })
})
