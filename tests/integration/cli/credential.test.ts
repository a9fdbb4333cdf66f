import { afterAll, beforeAll, expect, it } from 'vitest'
import { credentialCommand } from '@/cli/commands/credential'
import { decryptSecret, encryptSecret } from '@/lib/crypto'
import { closePool } from '@/lib/db/close-pool'
import { pool } from '@/lib/db/pg'
import { closePrisma } from '@/lib/db/prisma'
import { useTestDatabase as giveTestDatabase } from '../../support/database'
import { setTestEnvironment } from '../../support/test-environment'

const database = giveTestDatabase()
const key = (version: number) => `v${version}:${Buffer.alloc(32, version + 60).toString('base64')}`

beforeAll(() => {
  setTestEnvironment({ EMBEDDED_DATABASE_URL: database.url, CREDENTIAL_KEY: key(1) })
})

afterAll(async () => {
  await closePrisma()
  await closePool()
})

it('brings the webhook secrets of alert rules under the newest key too, and finds nothing the second time', async () => {
  await pool().query(
    `INSERT INTO alert_rules (id, name, metric, operator, threshold, window_seconds, severity, webhook_url,
       webhook_secret_cipher, updated_at)
     VALUES ('alr_rotated', 'rotated', 'error_rate', 'above', 1, 300, 'warning', 'https://hook.example', $1, now())`,
    [encryptSecret('a webhook secret')],
  )
  setTestEnvironment({ CREDENTIAL_KEY: `${key(2)},${key(1)}` })
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const rotate = async () =>
    await credentialCommand.run(['rotate'], { environment: {}, directory: '.', out: say, err: say })
  expect(await rotate()).toBe(0)
  expect(lines[0]).toContain('1 alert webhooks')
  const { rows } = await pool().query<{ cipher: string }>('SELECT webhook_secret_cipher AS cipher FROM alert_rules')
  expect(rows).toEqual([{ cipher: expect.stringMatching(/^v2:/) }])
  // The old version isn't needed any more.
  setTestEnvironment({ CREDENTIAL_KEY: key(2) })
  expect(decryptSecret(rows[0]?.cipher ?? '')).toBe('a webhook secret')
  lines.length = 0
  expect(await rotate()).toBe(0)
  expect(lines[0]).toContain('0 alert webhooks')
})
