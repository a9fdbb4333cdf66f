import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startIdentityProvider } from './identity-provider'
import { startLocalTurnpike } from './local-turnpike'

/**
 * Starts a whole local Turnpike (empty database, simulators, mail outbox, outside sign-ins) for a browser run; its
 * ready.json is at TURNPIKE_READY_FILE.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-browser-'))
  const provider = await startIdentityProvider()
  const port = Number(process.env['TURNPIKE_E2E_PORT'])
  const turnpike = await startLocalTurnpike({ dataDirectory, port, env: provider.env })
  process.env['TURNPIKE_READY_FILE'] = path.join(dataDirectory, 'ready.json')
  return async () => {
    await turnpike.stop()
    await provider.stop()
    fs.rmSync(dataDirectory, { recursive: true, force: true })
  }
}
