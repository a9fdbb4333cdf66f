import { spawn } from 'node:child_process'
import { StartError } from '../progress.mjs'

/** What `prisma/seed.ts` answers; demo fields are there in local mode only. */
export type SeedOutput = {
  adminEmail?: string
  adminPassword?: string
  managementToken?: string
  demoUserId?: string
  demoApiKey?: string
  demoPoolId?: string
  demoModel?: string
}

const seedProgram = 'dist/seed.js'
const seedTimeoutMs = 120_000
const shownOutput = 4_000

function readAnswer(output: string): SeedOutput | null {
  const line = output.trim().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(line) as SeedOutput
  } catch {
    return null
  }
}

/** Puts in what a first start needs, and answers it; a repeated run, given what the last one answered, changes nothing. */
export async function seedDatabase(env: NodeJS.ProcessEnv, previous: Record<string, unknown>): Promise<SeedOutput> {
  const child = spawn(process.execPath, ['--enable-source-maps', seedProgram], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: seedTimeoutMs,
    env: { ...env, TURNPIKE_SEED_INPUT: JSON.stringify(previous) },
  })
  let output = ''
  let problems = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8')
  })
  child.stderr.on('data', (chunk: Buffer) => {
    problems += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const answer = code === 0 ? readAnswer(output) : null
  if (!answer)
    throw new StartError(`Seeding failed (exit ${code}):\n${`${problems}\n${output}`.trim().slice(-shownOutput)}`)
  return answer
}
