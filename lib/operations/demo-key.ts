import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { env } from '../env'

/** Written by the local start when all is up (docs: `npm run up`). */
const readyFile = z.object({ demoApiKey: z.string().min(1) })

/**
 * The key of the local start's demo customer, for examples that work when they are pasted; null in production, and while
 * there is none.
 */
export async function demoKey(): Promise<string | null> {
  const { isLocal, DATA_DIR } = env()
  if (!isLocal) return null
  try {
    const text = await readFile(path.join(DATA_DIR, 'ready.json'), 'utf8')
    return readyFile.safeParse(JSON.parse(text)).data?.demoApiKey ?? null
  } catch {
    // No file, or half of one: the example names the variable instead.
    return null
  }
}
