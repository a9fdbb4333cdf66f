// node bench/run.mjs NAME [options]: builds bench/NAME/main.ts as the product is built, and runs it.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const name = process.argv[2] ?? ''
const entry = `${root}/bench/${name}/main.ts`
if (!/^[a-z-]+$/.test(name) || !existsSync(entry)) {
  process.stderr.write('usage: node bench/run.mjs usage-at-scale|money|admission|sim-scheduling [options]\n')
  process.exit(2)
}
process.argv.splice(2, 1)
mkdirSync(`${root}/node_modules/.cache`, { recursive: true })
const outfile = `${root}/node_modules/.cache/bench-${name}-${process.pid}.mjs`
await build({
  ...{ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile },
  ...{ alias: { '@': root }, loader: { '.lua': 'text' }, logLevel: 'warning' },
})
try {
  await import(pathToFileURL(outfile).href)
} finally {
  rmSync(outfile, { force: true })
}
