// `npm run check`: everything that can be said about the sources without running the product.
import { say } from '../dev/progress.mjs'
import { generateClient } from './generate.mjs'
import { runSteps } from './run-steps.mjs'

const tool = (script, ...args) => [`node_modules/${script}`, ...args]

export const checkSteps = [
  { name: 'types (tsc)', args: tool('typescript/bin/tsc', '--noEmit', '-p', '.') },
  { name: 'format and lint (biome)', args: tool('@biomejs/biome/bin/biome', 'ci', '.') },
  { name: 'import rules (dependency-cruiser)', args: ['scripts/import-rules.mjs'] },
  { name: 'nothing unused (knip)', args: tool('knip/bin/knip.js', '--no-progress', '--no-config-hints') },
  { name: 'schema (prisma validate)', args: tool('prisma/build/index.js', 'validate') },
  { name: 'deployment files', args: ['scripts/check-deploy.mjs'] },
  { name: 'commit messages (commitlint)', args: ['scripts/check-commits.mjs'] },
  { name: 'architecture tests (vitest)', args: tool('vitest/vitest.mjs', 'run', '--project', 'architecture') },
]

/** Answers the names of the steps that failed. */
export async function check({ without = [] } = {}) {
  await generateClient()
  return await runSteps(checkSteps.filter((step) => !without.includes(step.name)))
}

if (import.meta.filename === process.argv[1]) {
  const failed = await check()
  say(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.join(', ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
