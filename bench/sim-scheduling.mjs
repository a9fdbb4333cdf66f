// node bench/sim-scheduling.mjs: builds bench/sim-scheduling.ts as the product is built, runs it and keeps its tables.
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outfile = `${root}node_modules/.cache/sim-scheduling-${process.pid}.mjs`
mkdirSync(`${root}node_modules/.cache`, { recursive: true })
await build({
  entryPoints: [`${root}bench/sim-scheduling.ts`],
  ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile, logLevel: 'warning' },
  alias: { '@': root.replace(/\/$/, '') },
})
try {
  await import(pathToFileURL(outfile).href)
} finally {
  rmSync(outfile, { force: true })
}
