// npm run bench: the gateway beside the upstream alone, nginx, its own Next.js door and Portkey's gateway (docs/performance.md).
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const outdir = `${root}node_modules/.cache/bench-gateway-${process.pid}`
mkdirSync(outdir, { recursive: true })
process.once('exit', () => rmSync(outdir, { recursive: true, force: true }))
await build({
  entryPoints: ['main', 'upstream', 'load'].map((name) => `${root}bench/gateway/${name}.ts`),
  ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outdir, logLevel: 'warning' },
  outExtension: { '.js': '.mjs' },
  alias: { '@': root.replace(/\/$/, '') },
})
const { main } = await import(pathToFileURL(`${outdir}/main.mjs`).href)
await main(process.argv.slice(2))
process.exit(0)
