// What comes before everything else: the right Node, and the packages of the lock file. Only Node built-ins.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartError, step } from './progress.mjs'

// Also on a Node too old to go on, which must still be told so.
const root = fileURLToPath(new URL('..', import.meta.url))
const minNode = [20, 19]
const minFreeBytes = 2 * 1024 ** 3
const shownOutput = 4000

/** Throws one sentence when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > minNode[0] || (major === minNode[0] && minor >= minNode[1])) return
  throw new StartError(
    `Turnpike needs Node.js ${minNode.join('.')} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  )
}

function readPackages(file) {
  return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages ?? {}
}

/** Whether node_modules holds what the lock file says; npm keeps its own copy of the lock there. */
function isInstalled() {
  try {
    const installed = readPackages('node_modules/.package-lock.json')
    return Object.entries(readPackages('package-lock.json')).every(
      ([name, wanted]) =>
        name === '' ||
        wanted.optional ||
        wanted.peer ||
        wanted.extraneous ||
        installed[name]?.version === wanted.version,
    )
  } catch {
    return false
  }
}

function isWritable(directory) {
  try {
    fs.accessSync(directory, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

function npmCommand() {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

async function install(note) {
  const { bavail, bsize } = fs.statfsSync(root)
  if (bavail * bsize < minFreeBytes) {
    throw new StartError(
      'There is not enough disk space to install Turnpike (it needs 2 GB free). Free some space first.',
    )
  }
  const [command, args] = npmCommand()
  // A service user often has no home to keep a cache in.
  const cache = isWritable(os.homedir()) ? undefined : fs.mkdtempSync(path.join(os.tmpdir(), 'turnpike-npm-'))
  const child = spawn(command, [...args, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command.endsWith('.cmd'),
    env: { ...process.env, ...(cache && { npm_config_cache: cache }) },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-shownOutput)
      note(String(chunk).trim().split('\n').at(-1) ?? '')
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (cache) fs.rmSync(cache, { recursive: true, force: true })
  if (code !== 0) throw new StartError(`npm ci failed (exit ${code}):\n${output.trim()}`)
}

/** Runs `npm ci` when node_modules is missing or isn't that of the lock file. */
export async function ensureInstalled() {
  if (!isInstalled()) await step('Packages', install)
}
