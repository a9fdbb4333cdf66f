// `npm run test:chaos`: the long kill test and the long outage. CHAOS_ROUNDS, CHAOS_STREAMS and TEST_SEED change it,
// CHAOS_REPORT names a file for the table.
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from '../dev/install.mjs'
import { step } from '../dev/progress.mjs'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
await ensureInstalled()
const { ensureSystemTools } = await import('./system-tools.mjs')
await ensureSystemTools()
const { buildAll } = await import('./build.mjs')
await step('Build', async (note) => ((await buildAll({ onNote: note })) ? '' : 'already current'))
const { runNode } = await import('./run-steps.mjs')
const files = ['tests/chaos/kill.test.ts', 'tests/chaos/database-away.test.ts']
const { code } = await runNode(['node_modules/vitest/vitest.mjs', 'run', '--project', 'chaos', ...files], {
  env: { CHAOS: 'long' },
  echo: true,
})
process.exitCode = code === 0 ? 0 : 1
