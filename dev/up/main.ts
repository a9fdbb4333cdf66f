import path from 'node:path'
import { colors, explain, say, step } from '../progress.mjs'
import { makeDemoCall } from './demo-call'
import { hasPaidAccount } from './paid-accounts'
import { makePlan, type Plan } from './plan'
import { listChildren, readTail } from './processes'
import { removeReadyFile, writeReadyFile } from './ready-file'
import type { SeedOutput } from './seed-database'
import { Stack } from './stack'

type Exit = { code: number; reason: string }

/** Resolves with the reason to end: a signal. A second signal ends at once. */
function listenForSignals(): Promise<Exit> {
  return new Promise((resolve) => {
    let asked = false
    const onSignal = (signal: NodeJS.Signals) => {
      if (asked && signal === 'SIGINT') process.exit(1)
      asked = true
      resolve({ code: 0, reason: signal })
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}

async function startAll(stack: Stack): Promise<SeedOutput> {
  removeReadyFile(stack.plan.dataDirectory)
  await stack.replaceLostServer()
  await stack.startDatabase()
  stack.checkEnvironment()
  await stack.startSimulators()
  await stack.migrate()
  const seeded = await stack.seed()
  await stack.startServer()
  return seeded
}

/** A call that fails is told, not fatal: an operator may have changed or emptied what the demo uses. */
async function demonstrate(stack: Stack, seeded: SeedOutput): Promise<void> {
  const { simulator, plan, env } = stack
  const { demoApiKey: apiKey, demoPoolId: poolId, demoModel: model } = seeded
  if (!plan.needsUpstreamSimulator || !simulator || !apiKey || !poolId) return
  try {
    if (await hasPaidAccount(env['DATABASE_URL'] ?? env['EMBEDDED_DATABASE_URL'] ?? '', poolId, simulator.url)) {
      say(`\n${colors.dim('No demo call: the demo pool has an upstream account that may cost money.')}`)
    } else await makeDemoCall({ url: plan.url, apiKey, model })
  } catch (error) {
    say(`\n${colors.red('The demo call failed:')} ${error instanceof Error ? error.message : error}`)
  }
}

function publishReady(stack: Stack, seeded: SeedOutput, startedAt: Date): void {
  const { plan, server, simulator, database, env } = stack
  if (!plan.isLocal || !server || !database) return
  writeReadyFile(plan.dataDirectory, {
    schema: 1,
    url: plan.url,
    adminEmail: seeded.adminEmail ?? env['ADMIN_EMAIL'] ?? '',
    adminPassword: seeded.adminPassword ?? env['ADMIN_PASSWORD'] ?? '',
    managementToken: seeded.managementToken ?? env['MANAGEMENT_TOKEN'] ?? '',
    demoUserId: seeded.demoUserId ?? '',
    demoApiKey: seeded.demoApiKey ?? '',
    demoPoolId: seeded.demoPoolId ?? '',
    simulatorUrl: plan.needsUpstreamSimulator ? (simulator?.url ?? null) : null,
    stripeSimulatorUrl: plan.needsStripeSimulator ? (simulator?.stripeUrl ?? null) : null,
    mailOutboxDir: path.join(plan.dataDirectory, 'outbox'),
    databaseUrl: database.url(),
    startedAt: startedAt.toISOString(),
    version: plan.version,
    pids: {
      up: process.pid,
      server: server.pid,
      workers: Number(env['WORKERS'] || 1) > 1 ? listChildren(server.pid) : [],
      simulator: simulator?.pid ?? null,
      database: database.pid,
    },
  })
}

function printSummary(plan: Plan, seeded: SeedOutput, env: NodeJS.ProcessEnv): void {
  const line = (name: string, value: string) => say(`  ${colors.dim(name.padEnd(10))} ${value}`)
  const email = seeded.adminEmail ?? env['ADMIN_EMAIL']
  const password = plan.isLocal ? (seeded.adminPassword ?? env['ADMIN_PASSWORD'] ?? '') : '(ADMIN_PASSWORD)'
  say()
  line('URL', env['PUBLIC_URL'] || plan.url)
  if (email) line('Admin', `${email}  ${password}`)
  if (seeded.demoApiKey) {
    line('Demo key', seeded.demoApiKey)
    say(`
  curl -N ${plan.url}/v1/responses \\
    -H 'Authorization: Bearer ${seeded.demoApiKey}' \\
    -H 'Content-Type: application/json' \\
    -d '{"model":"${seeded.demoModel ?? 'gpt-5-mini'}","input":"Hello","stream":true}'`)
  }
  line('Logs', path.join(plan.dataDirectory, 'server.log'))
  say(`\n${colors.green(colors.bold(`Turnpike is ready at ${plan.url}`))}`)
  say(colors.dim('Ctrl-C stops it.'))
}

async function run(stack: Stack, startedAt: Date): Promise<Exit> {
  const seeded = await startAll(stack)
  await demonstrate(stack, seeded)
  publishReady(stack, seeded, startedAt)
  printSummary(stack.plan, seeded, stack.env)
  const ended = await stack.server?.ended
  return { code: 1, reason: `the server ended by itself (${ended?.signal ?? `exit ${ended?.code}`})` }
}

/** Starts everything, stays until a signal or the server's death, and exits the process. */
export async function up(): Promise<void> {
  const startedAt = new Date()
  const stopped = listenForSignals()
  const stack = new Stack(makePlan(process.env))
  const { dataDirectory } = stack.plan
  const running = run(stack, startedAt).catch((error: unknown): Exit => ({ code: 1, reason: explain(error) }))
  const exit = await Promise.race([stopped, running])
  removeReadyFile(dataDirectory)
  if (exit.code !== 0) process.stderr.write(`\n${exit.reason}\n`)
  if (exit.code !== 0 && stack.server) {
    process.stderr.write(`${readTail(path.join(dataDirectory, 'server.log'))}\n`)
    // The database and the simulators stay: the next start joins them.
    stack.forgetServer()
  } else {
    say()
    await step('Stopping', async () => await stack.stop(running))
  }
  process.exit(exit.code)
}
