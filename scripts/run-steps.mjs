// Runs named commands, a few at a time, and shows of each one line, or all it said when it failed.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { colors, say } from '../dev/progress.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** Runs one command of Node to its end; answers its exit code and everything it said. */
export async function runNode(args, { env = {}, echo = false } = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
  })
  const output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.push(chunk)
      if (echo) process.stdout.write(chunk)
    })
  }
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', resolve)
  })
  return { code, output: Buffer.concat(output).toString('utf8').trim() }
}

/** Runs all steps, `width` at once; answers the names of those that failed. */
export async function runSteps(steps, width = 2) {
  const failed = []
  const queue = [...steps]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const startMs = performance.now()
      const { code, output } = await runNode(next.args, { env: next.env })
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
      say(`${code === 0 ? colors.green('✓') : colors.red('✗')} ${next.name} ${colors.dim(`${seconds} s`)}`)
      if (code === 0) continue
      failed.push(next.name)
      say(output)
    }
  }
  await Promise.all(Array.from({ length: width }, work))
  return failed
}
