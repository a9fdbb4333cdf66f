import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../../dev/embedded-postgres'
import { migrateDatabase } from '../../prisma/migrate'
import { generate } from './generate'
import { disconnect, measureQueries, rollUp } from './measure'
import { measurePages } from './pages'

const bytesPerRecord = 3_000
const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    records: { type: 'string', default: '10000000' },
    users: { type: 'string', default: '1000' },
    generate: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
    pages: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
})
if (!values.directory || !(values.generate || values.measure || values.pages)) {
  console.error(
    'usage: node bench/run.mjs usage-at-scale --directory DIR --generate --measure --pages [--records N] [--users N]',
  )
  process.exit(2)
}
const scale = { records: Number(values.records), users: Number(values.users) }
const say = (text: string) => console.log(text)
fs.mkdirSync(values.directory, { recursive: true })
const { bavail, bsize } = fs.statfsSync(values.directory)
if (values.generate && bavail * bsize < scale.records * bytesPerRecord) {
  console.error(`not enough disk space: about ${Math.round((scale.records * bytesPerRecord) / 1e9)} GB are needed`)
  process.exit(1)
}

/** What was not measured this time stays as it was. */
function keep(part: Record<string, unknown>): void {
  const output = path.resolve(values.output ?? 'bench/results/usage-at-scale.json')
  const kept: unknown = fs.existsSync(output) ? JSON.parse(fs.readFileSync(output, 'utf8')) : {}
  fs.mkdirSync(path.dirname(output), { recursive: true })
  fs.writeFileSync(output, `${JSON.stringify({ ...(kept as object), ...part }, null, 2)}\n`)
}

const server = await startEmbeddedPostgres({ directory: values.directory, database: 'scale', durable: false })
try {
  await migrateDatabase({ connectionString: server.url() })
  if (values.generate) await generate(server.url(), scale, say)
  if (values.measure || values.pages) keep({ size: await rollUp(server.url(), say) })
  if (values.measure) keep({ results: await measureQueries(say) })
  await disconnect()
  if (values.pages) keep({ pages: await measurePages(server.url(), server.pid, path.resolve(values.directory), say) })
} finally {
  await server.stop()
}
