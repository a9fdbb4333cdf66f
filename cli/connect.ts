import { createManagementClient, type ManagementClient } from '../lib/management-client'
import type { CliContext } from './types'
import { UsageError } from './usage-error'

/** Options of every command that calls the management API. */
export const connectionOptions = {
  url: { type: 'string' },
  token: { type: 'string' },
  json: { type: 'boolean' },
} as const

export type ConnectionValues = { url?: string | undefined; token?: string | undefined }

/** A client of the installation that the options, the shell or the local start name. */
export function connect(values: ConnectionValues, { environment }: CliContext): ManagementClient {
  const address = values.url ?? environment['TURNPIKE_URL']
  const token = values.token ?? environment['TURNPIKE_TOKEN'] ?? environment['MANAGEMENT_TOKEN']
  if (address === undefined || !URL.canParse(address)) {
    throw new UsageError('Which installation? Pass --url ADDRESS or set TURNPIKE_URL.')
  }
  if (token === undefined) throw new UsageError('Pass a management token with --token, or set TURNPIKE_TOKEN.')
  return createManagementClient(address, token)
}
