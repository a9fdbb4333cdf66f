import { environmentShape } from '@/lib/env-fields'
import { noDatabaseUrl, setTestEnvironment, testSecrets } from './test-environment'

// What the developer's shell holds must not change a test.
setTestEnvironment({
  ...Object.fromEntries(Object.keys(environmentShape).map((name) => [name, undefined])),
  ...testSecrets,
  EMBEDDED_DATABASE_URL: noDatabaseUrl,
  LOG_LEVEL: 'warn',
})
