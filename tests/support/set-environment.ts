import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { environmentShape } from '@/lib/env-fields'
import { testFolderPrefix } from './provided-context'
import { noDatabaseUrl, setTestEnvironment, testSecrets } from './test-environment'

// Journals of one file's gateway must not be replayed into the database of another's.
const dataDirectory = path.join(os.tmpdir(), `${testFolderPrefix}${process.pid}-${randomBytes(4).toString('hex')}`)
afterAll(() => fs.rmSync(dataDirectory, { recursive: true, force: true }))

// What the developer's shell holds must not change a test.
setTestEnvironment({
  ...Object.fromEntries(Object.keys(environmentShape).map((name) => [name, undefined])),
  ...testSecrets,
  EMBEDDED_DATABASE_URL: noDatabaseUrl,
  LOG_LEVEL: 'warn',
  DATA_DIR: dataDirectory,
})
