import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
let program: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  program = join(folder, 'simulator.mjs')
  await build({
    entryPoints: ['dev/simulator/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: program,
    logLevel: 'error',
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

async function start(args: string[]): Promise<{ child: ChildProcess; url: string; stripeUrl: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve))
  const said: unknown = JSON.parse(line)
  if (typeof said !== 'object' || said === null || !('url' in said) || !('stripeUrl' in said)) throw new Error(line)
  return { child, url: String(said.url), stripeUrl: String(said.stripeUrl) }
}

async function stop(child: ChildProcess): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
  return child.exitCode
}

it('runs as a program: says where it listens, ends at SIGTERM, comes back at the same Stripe address', async () => {
  const args = ['--port', '0', '--data-dir', join(folder, 'data')]
  const first = await start(args)
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${first.url}/_sim/health`)).status).toBe(200)
  expect((await fetch(`${first.stripeUrl}/_sim/health`)).status).toBe(200)
  expect(await stop(first.child)).toBe(0)
  const second = await start(args)
  expect(second.stripeUrl).toBe(first.stripeUrl)
  expect(await stop(second.child)).toBe(0)
})
