// Makes what is made from other sources, when those changed: the Prisma client and the types of the management client.
import { execFile, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { StartError } from '../dev/progress.mjs'
import { hashFiles } from './build-stamp.mjs'
import { generateClientTypes } from './client-types.mjs'

const root = path.resolve(import.meta.dirname, '..')
const stampFile = path.join(root, 'lib', 'db', 'generated', '.schema-stamp')

/** Runs a program of node_modules; what it says is shown only when it fails. */
export async function runTool(script, args, { env = {}, onOutput } = {}) {
  const child = spawn(process.execPath, [path.join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.push(chunk)
      onOutput?.(chunk.toString('utf8'))
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new StartError(`${script} ${args.join(' ')} failed (exit ${code}):\n${Buffer.concat(output)}`)
}

/** Runs a program and answers what it wrote. */
async function readOutput(program) {
  const { stdout } = await promisify(execFile)(process.execPath, [program], { maxBuffer: 64 * 1_048_576 })
  return stdout
}

async function generatePrisma() {
  const stamp = hashFiles(['prisma/schema', 'package-lock.json'])
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return false
  await runTool('prisma/build/index.js', ['generate', '--no-hints'])
  fs.writeFileSync(stampFile, stamp)
  return true
}

/** True when something had to be made anew. */
export async function generateClient() {
  const [client, types] = [await generatePrisma(), await generateClientTypes(readOutput)]
  return client || types
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generateClient()
