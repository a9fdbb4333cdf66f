import path from 'node:path'
import { parseEnv } from '../../lib/env'
import { migrateDatabase } from '../../prisma/migrate'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres'
import { StartError, step } from '../progress.mjs'
import { saveLocalSecrets } from './local-secrets'
import type { Plan } from './plan'
import type { Started } from './processes'
import { type RunState, readRunState, writeRunState } from './run-state'
import { type SeedOutput, seedDatabase } from './seed-database'
import { startServer, stopServer } from './server'
import { startSimulators, stopSimulators } from './simulators'

/** What runs, in the order it was started; each part knows how to stop. */
export class Stack {
  readonly plan: Plan
  database: EmbeddedPostgres | undefined
  simulator: RunState['simulator']
  server: Started | undefined
  env: NodeJS.ProcessEnv
  private isStopping = false

  constructor(plan: Plan) {
    this.plan = plan
    this.env = plan.env
  }

  /** One part of the start; none begins once a stop was asked for. */
  private async part<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
    if (this.isStopping) throw new StartError('The start was stopped.')
    return await step(title, work)
  }

  /** A server whose `up` was killed would hold the port and the data folder's journal. */
  async replaceLostServer(): Promise<void> {
    const { server, simulator } = readRunState(this.plan.dataDirectory)
    this.simulator = simulator
    if (server) await stopServer(server)
    this.keep()
  }

  async startDatabase(): Promise<void> {
    const { plan } = this
    if (!plan.needsDatabase) return
    await this.part('Database', async () => {
      const directory = path.join(plan.dataDirectory, 'postgres')
      const preferredPort = plan.secrets.ports.database
      const database = await startEmbeddedPostgres({
        directory,
        database: 'turnpike',
        ...(preferredPort && { preferredPort }),
      })
      this.database = database
      this.env = { ...this.env, EMBEDDED_DATABASE_URL: database.url() }
      return `PostgreSQL ${database.state} on port ${database.port}`
    })
  }

  async startSimulators(): Promise<void> {
    const { plan } = this
    if (!plan.needsUpstreamSimulator && !plan.needsStripeSimulator) {
      await stopSimulators(this.simulator)
      this.simulator = undefined
      return
    }
    await this.part('Simulators', async () => {
      const { simulator, state } = await startSimulators({
        dataDirectory: plan.dataDirectory,
        running: this.simulator,
        target: `${plan.url}/api/webhooks/stripe`,
        build: plan.build,
        port: plan.secrets.ports.simulator,
        env: this.env,
      })
      this.simulator = simulator
      this.keep()
      this.env = {
        ...this.env,
        ...(plan.needsUpstreamSimulator && { UPSTREAM_SIMULATOR_URL: simulator.url }),
        ...(plan.needsStripeSimulator && simulator.stripeUrl && { STRIPE_SIMULATOR_URL: simulator.stripeUrl }),
      }
      return `${state} at ${simulator.url}`
    })
  }

  /** Told before the slow parts: every bad variable at once. */
  checkEnvironment(): void {
    parseEnv(this.env)
  }

  async migrate(): Promise<void> {
    const connectionString = parseEnv(this.env).databaseUrl
    await this.part('Migrations', async (note) => {
      const applied = await migrateDatabase({ connectionString, log: note })
      return applied.length > 0 ? `${applied.length} applied` : 'up to date'
    })
  }

  async seed(): Promise<SeedOutput> {
    const { plan } = this
    const { output } = await this.part('First data', async () => ({
      output: await seedDatabase(this.env, plan.secrets.seed),
    }))
    if (plan.isLocal) {
      saveLocalSecrets(plan.dataDirectory, {
        seed: { ...plan.secrets.seed, ...output },
        ports: {
          ...(this.database && { database: this.database.port }),
          ...(this.simulator && { simulator: Number(new URL(this.simulator.url).port) }),
        },
      })
    }
    return output
  }

  async startServer(): Promise<Started> {
    const { plan } = this
    const { server } = await this.part('Server', async () => {
      const started = await startServer(plan.url, this.env, plan.dataDirectory, (pid) => this.keep(pid))
      return { server: started, note: `ready at ${plan.url}` }
    })
    this.server = server
    return server
  }

  /** Remembers what runs, for the next start. */
  keep(server?: number): void {
    writeRunState(this.plan.dataDirectory, {
      ...{ up: process.pid, url: this.plan.url },
      ...(server && { server }),
      ...(this.simulator && { simulator: this.simulator }),
    })
  }

  /** After the server died: only what the next start joins is remembered. */
  forgetServer(): void {
    writeRunState(this.plan.dataDirectory, this.simulator ? { simulator: this.simulator } : {})
  }

  /** Ends everything in reverse order: the server first, so that it can settle what runs. */
  async stop(start: Promise<unknown>): Promise<void> {
    this.isStopping = true
    await stopServer(this.server?.pid ?? readRunState(this.plan.dataDirectory).server)
    // What is being started right now is waited for, so that it isn't left behind.
    await start
    await stopSimulators(this.simulator)
    await this.database?.stop()
    writeRunState(this.plan.dataDirectory, {})
  }
}
