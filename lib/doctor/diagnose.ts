import { checkConfiguration } from './check-configuration'
import { checkDatabase } from './check-database'
import { checkServer, checkStripe, checkUpstreams } from './check-outside'
import { checkRedis } from './check-redis'
import { checkWork } from './check-work'
import type { Finding, Variables } from './types'

/**
 * Looks at everything an installation needs: configuration, secrets, database, migrations, clocks, Redis, processes,
 * jobs, the books, upstreams, Stripe. Changes nothing, throws nothing, and takes seconds however much is broken.
 */
export async function diagnose(variables: Variables, migrationsDirectory: string): Promise<Finding[]> {
  const { env, findings } = checkConfiguration(variables)
  if (env === null) return findings
  const database = await checkDatabase(env, migrationsDirectory)
  const isUsable = !database.some(
    ({ check, level }) => level === 'failed' && (check === 'database' || check === 'migrations'),
  )
  const rest = await Promise.all([
    checkRedis(env),
    isUsable ? checkWork(env) : [],
    isUsable ? checkUpstreams(env) : [],
    checkStripe(env),
    checkServer(env),
  ])
  return [...findings, ...database, ...rest.flat()]
}
