// What the tests need beside npm packages: a browser and a Redis server, from the system's package manager.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { say, step } from '../dev/progress.mjs'

const browsers = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const aptTimeoutMs = 10 * 60_000

function find(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  for (const name of names) {
    const folder = folders.find((each) => fs.existsSync(path.join(each, name)))
    if (folder) return path.join(folder, name)
  }
  return null
}

/** The browser to test with: CHROMIUM, else what is installed. */
export const findBrowser = () => process.env.CHROMIUM || find(browsers)
export const findRedis = () => find(['redis-server'])

function runApt(...args) {
  const { status, stderr } = spawnSync('apt-get', args, {
    encoding: 'utf8',
    timeout: aptTimeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stderr}`)
}

/** Installs a missing browser or Redis where that is allowed, else says how; the suites that need them then can't start. */
export async function ensureSystemTools() {
  const missing = [...(findBrowser() ? [] : ['chromium']), ...(findRedis() ? [] : ['redis-server'])]
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !find(['apt-get'])) {
    say(
      `Missing: ${missing.join(', ')}. Install with your package manager, such as: sudo apt-get install ${missing.join(' ')}`,
    )
    return
  }
  try {
    await step(`Install ${missing.join(' and ')}`, async () => {
      runApt('update', '-qq')
      runApt('install', '-y', '-qq', '--no-install-recommends', ...missing)
    })
  } catch (error) {
    say(error.message)
  }
}
