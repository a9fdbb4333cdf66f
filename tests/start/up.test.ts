import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReadyFile } from '../../dev/up/ready-file'
import { freePort } from '../support/free-port'
import { type LocalTurnpike, runLocalTurnpike, startLocalTurnpike } from '../support/local-turnpike'

const room = fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-start-'))
const clone = path.join(room, 'clone')
const dataDirectory = path.join(room, 'data')
const home = path.join(room, 'home')
const installTimeoutMs = 8 * 60_000
const nobody = 65_534
let port = 0
let demoKey = ''

/** The sources as a clone would have them: what git knows or would add, nothing built or installed. */
function cloneSources(): void {
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' })
  for (const file of list.split('\0').filter((name) => name && fs.existsSync(name))) {
    fs.mkdirSync(path.dirname(path.join(clone, file)), { recursive: true })
    fs.copyFileSync(file, path.join(clone, file))
  }
}

function options(extra: { env?: Record<string, string> } = {}) {
  return { directory: clone, dataDirectory, port, env: { HOME: home, ...extra.env }, timeoutMs: installTimeoutMs }
}

function isAlive(pid: number | null): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function waitUntilGone(pids: (number | null)[]): Promise<void> {
  for (let tries = 0; tries < 200 && pids.some(isAlive); tries++) await sleep(25)
  expect(pids.filter(isAlive)).toEqual([])
}

async function answerOf(ready: ReadyFile): Promise<number> {
  const response = await fetch(`${ready.url}/v1/models`, { headers: { authorization: `Bearer ${ready.demoApiKey}` } })
  return response.status
}

beforeAll(async () => {
  cloneSources()
  fs.mkdirSync(home)
  port = await freePort()
})

afterAll(() => {
  fs.rmSync(room, { recursive: true, force: true })
})

describe('npm run up on a clean clone with an empty home', { timeout: installTimeoutMs }, () => {
  let turnpike: LocalTurnpike

  it('installs, builds, starts everything and makes a real demo call', async () => {
    turnpike = await startLocalTurnpike(options())
    const { ready } = turnpike
    const output = turnpike.output()
    expect(output).toMatch(/A first call.*\n\s+\S+ \S+/)
    expect(output).toMatch(/Its receipt[\s\S]*cost\s+\$0\.\d+/)
    expect(output).not.toContain('The demo call failed')
    for (const shown of [
      ready.adminEmail,
      ready.adminPassword,
      ready.demoApiKey,
      `Turnpike is ready at ${ready.url}`,
    ]) {
      expect(output).toContain(shown)
    }
    expect(await answerOf(ready)).toBe(200)
    // The landing page's curl works when it is pasted.
    expect(await (await fetch(ready.url)).text()).toContain(`Bearer ${ready.demoApiKey}`)
    demoKey = ready.demoApiKey
  })

  it('describes itself in ready.json for its owner only', () => {
    const { ready } = turnpike
    expect(fs.statSync(path.join(dataDirectory, 'ready.json')).mode & 0o777).toBe(0o600)
    expect(ready).toMatchObject({
      schema: 1,
      url: `http://127.0.0.1:${port}`,
      version: expect.stringMatching(/^\d+\./),
    })
    expect(ready.simulatorUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(ready.stripeSimulatorUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
    for (const name of ['managementToken', 'demoUserId', 'demoPoolId', 'databaseUrl'] as const) {
      expect(ready[name]).not.toBe('')
    }
    const { up, server, simulator, database, workers } = ready.pids
    expect(new Set([up, server, simulator, database]).size).toBe(4)
    expect([up, server, simulator, database].every(isAlive)).toBe(true)
    expect(workers).toEqual([])
  })

  it('says in one sentence that it already runs, and that a port is taken', async () => {
    const again = await runLocalTurnpike(options())
    expect(again).toMatchObject({ code: 1 })
    expect(again.output).toMatch(/Turnpike already runs at http/)
    const blocker = http.createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const address = blocker.address()
    const taken = address && typeof address === 'object' ? address.port : 0
    const refused = await runLocalTurnpike({ ...options(), port: taken, dataDirectory: path.join(room, 'other') })
    blocker.close()
    expect(refused.code).toBe(1)
    expect(refused.output.trim()).toMatch(new RegExp(`^Port ${taken} on 127.0.0.1 is taken .*$`))
  })

  it('exits 1 when the server dies, and the next start joins the database and the simulators', async () => {
    const { pids } = turnpike.ready
    process.kill(pids.server, 'SIGKILL')
    for (let tries = 0; tries < 200 && isAlive(pids.up); tries++) await sleep(25)
    expect(await turnpike.stop()).toBe(1)
    expect([pids.database, pids.simulator].every(isAlive)).toBe(true)
    turnpike = await startLocalTurnpike(options())
    expect(turnpike.ready.pids).toMatchObject({ database: pids.database, simulator: pids.simulator })
    expect(turnpike.ready.demoApiKey).toBe(demoKey)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('stops everything cleanly on %s and keeps all data', async (signal) => {
    const { pids } = turnpike.ready
    expect(await turnpike.stop(signal)).toBe(0)
    await waitUntilGone([pids.up, pids.server, pids.simulator, pids.database])
    expect(fs.existsSync(path.join(dataDirectory, 'ready.json'))).toBe(false)
    const startedMs = Date.now()
    turnpike = await startLocalTurnpike(options())
    expect(Date.now() - startedMs).toBeLessThan(30_000)
    expect(turnpike.ready.demoApiKey).toBe(demoKey)
    expect(await answerOf(turnpike.ready)).toBe(200)
  })

  it('replaces the server of an `up` that was killed', async () => {
    const { pids } = turnpike.ready
    process.kill(pids.up, 'SIGKILL')
    await turnpike.stop()
    turnpike = await startLocalTurnpike(options())
    await waitUntilGone([pids.server])
    expect(turnpike.ready.pids.database).toBe(pids.database)
  })

  it('refuses to be public without its secrets, naming each', async () => {
    await turnpike.stop()
    const refused = await runLocalTurnpike(options({ env: { HOST: '0.0.0.0' } }))
    expect(refused.code).toBe(1)
    for (const name of ['NEXTAUTH_SECRET', 'KEY_PEPPER', 'CREDENTIAL_KEY', 'SIGN_UP']) {
      expect(refused.output).toContain(name)
    }
  })

  it.runIf(process.getuid?.() === 0)('works as a normal user too', async () => {
    const { status } = spawnSync('chown', ['-R', `${nobody}:${nobody}`, room])
    expect(status).toBe(0)
    fs.chmodSync(room, 0o755)
    const other = path.join(room, 'data-of-a-user')
    turnpike = await startLocalTurnpike({ ...options(), uid: nobody, dataDirectory: other })
    expect(turnpike.output()).not.toContain('The demo call failed')
    expect(fs.statSync(path.join(other, 'ready.json')).uid).toBe(nobody)
    expect(await turnpike.stop()).toBe(0)
  })
})
