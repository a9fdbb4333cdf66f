// `npm test`: from a clean clone to one line of counts. Installs what is missing, builds, then runs every suite.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { checkNode, ensureInstalled } from '../dev/install.mjs'
import { colors, explain, say, step } from '../dev/progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const vitestSuites = ['unit', 'architecture', 'integration', 'contract', 'chaos', 'start']
const architectureStep = 'architecture tests (vitest)'
const none = { passed: 0, failed: 0, skipped: 0 }

const shownFailures = 20

/** Each failed test with the first lines of why, for the end of the output: logs keep little of what is before. */
function nameFailures(report) {
  return report.testResults.flatMap((file) => {
    const name = path.relative(root, file.name)
    const failed = file.assertionResults.filter((test) => test.status === 'failed')
    if (file.status === 'failed' && failed.length === 0) return [`${name}: ${firstLines(file.message)}`]
    return failed.map((test) => `${name} > ${test.fullName}\n    ${firstLines(test.failureMessages?.[0])}`)
  })
}

function firstLines(text) {
  return String(text ?? '')
    .split('\n')
    .slice(0, 8)
    .join('\n    ')
    .slice(0, 1_000)
}

/** Vitest counts tests; a file that could not be loaded, or a set-up that failed, is a failure without a test. */
function readVitest(report, code) {
  const failed = report.numFailedTests
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const ended = report.testResults.filter((file) => file.assertionResults.every((test) => test.status !== 'pending'))
  const files = ended.map((file) => path.relative(root, file.name))
  const isSilent = code !== 0 && failed + broken === 0
  return {
    ...{ files, isSilent, passed: report.numPassedTests, failed: failed + broken + (isSilent ? 1 : 0) },
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
    failures: nameFailures(report),
  }
}

/** Files of a suite that a run didn't tell of: their process ended under them (a machine out of memory, a stray signal). */
function listLost(project, files) {
  const all = fs.readdirSync(path.join(root, 'tests', project), { recursive: true })
  const tests = all.filter((name) => /\.test\.tsx?$/.test(name)).map((name) => path.join('tests', project, name))
  return tests.filter((name) => !files.includes(name))
}

function readPlaywright(report, code) {
  const { expected, unexpected, flaky, skipped } = report.stats
  const failed = unexpected + report.errors.length
  return { passed: expected + flaky, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
}

async function runReported(args, env, reportFile, read) {
  const { runNode } = await import('./run-steps.mjs')
  const { code } = await runNode(args, { env, echo: true })
  try {
    const counts = read(JSON.parse(fs.readFileSync(reportFile, 'utf8')), code)
    return counts.passed + counts.failed + counts.skipped === 0 ? { ...none, failed: 1 } : counts
  } catch {
    say(colors.red('It could not start: it left no report.'))
    return { ...none, failed: 1 }
  }
}

async function runVitest(project, reports, env = {}) {
  const counts = await runVitestFiles(project, reports, env, [])
  const lost = counts.isSilent ? listLost(project, counts.files) : []
  if (lost.length === 0) return counts
  say(`run again, for their process ended under them: ${lost.join(', ')}`)
  const again = await runVitestFiles(project, reports, env, lost)
  const { failed, failures } = again
  return { passed: counts.passed + again.passed, failed, skipped: counts.skipped + again.skipped, failures }
}

async function runVitestFiles(project, reports, env, files) {
  const reportFile = path.join(reports, `${project}.json`)
  fs.rmSync(reportFile, { force: true })
  const reporters = ['dot', 'json', './scripts/retried-reporter.mjs'].map((name) => `--reporter=${name}`)
  const report = [...reporters, `--outputFile.json=${reportFile}`]
  // Two cores that other work shares can starve any one test: a second try, named when it was needed.
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--retry=1', '--project', project, ...report, ...files]
  return await runReported(args, env, reportFile, readVitest)
}

async function runBrowser(reports) {
  const { findBrowser } = await import('./system-tools.mjs')
  const reportFile = path.join(reports, 'browser.json')
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile, CHROMIUM: findBrowser() ?? '' }
  const args = ['node_modules/@playwright/test/cli.js', 'test', '--retries=1', '--reporter=list,json']
  return await runReported(args, env, reportFile, readPlaywright)
}

async function runCheck() {
  const { check, checkSteps } = await import('./check.mjs')
  const failed = (await check({ without: [architectureStep] })).length
  return { passed: checkSteps.length - 1 - failed, failed, skipped: 0 }
}

async function prepare() {
  checkNode()
  await ensureInstalled()
  const { ensureSystemTools } = await import('./system-tools.mjs')
  await ensureSystemTools()
  const { buildAll } = await import('./build.mjs')
  await step('Build', async (note) => ((await buildAll({ onNote: note })) ? '' : 'already current'))
}

function listSuites(reports) {
  return [
    { name: 'check', run: runCheck },
    ...vitestSuites.map((name) => ({ name, run: () => runVitest(name, reports) })),
    // The same cases once more through Next.js' side of the gateway.
    { name: 'contract-web', run: () => runVitest('contract', reports, { GATEWAY_DOOR: 'web' }) },
    { name: 'browser', run: () => runBrowser(reports) },
  ]
}

async function runSuite({ name, run }) {
  say(`\n${colors.bold(`── ${name} ──`)}`)
  try {
    return await run()
  } catch (error) {
    say(explain(error))
    return { ...none, failed: 1 }
  }
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' }, 'no-skips': { type: 'boolean' } } })
  const skips = (process.env.TURNPIKE_SKIP ?? '').split(',').filter(Boolean)
  const total = { ...none }
  const lines = []
  const failures = []
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-reports-'))
  try {
    await prepare()
    const suites = listSuites(reports).filter(({ name }) => !values.only || values.only.split(',').includes(name))
    for (const suite of suites) {
      const counts = skips.includes(suite.name) ? { ...none, skipped: 1 } : await runSuite(suite)
      for (const key of Object.keys(total)) total[key] += counts[key]
      failures.push(...(counts.failures ?? []).map((text) => `${suite.name}: ${text}`))
      lines.push(`${suite.name.padEnd(14)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
    }
  } catch (error) {
    say(explain(error))
    total.failed += 1
  }
  fs.rmSync(reports, { recursive: true, force: true })
  for (const text of failures.slice(0, shownFailures)) say(`\n${colors.red('failed')} ${text}`)
  say(`\n${lines.join('\n')}`)
  const isBad = total.failed > 0 || total.passed === 0 || (values['no-skips'] && total.skipped > 0)
  process.exitCode = isBad ? 1 : 0
  say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
}

process.chdir(root)
await main()
