import { dropProcessState } from '@/lib/process-state'

/** Valid secrets that protect nothing. */
export const testSecrets = {
  NEXTAUTH_SECRET: 'test-session-secret-test-session-secret',
  KEY_PEPPER: 'v1:test-pepper-test-pepper-test-pepper-test',
  CREDENTIAL_KEY: `v1:${Buffer.alloc(32, 7).toString('base64')}`,
} as const

/** Points at a port where nothing listens, so that a test which forgot its own database fails at once. */
export const noDatabaseUrl = 'postgresql://nobody:nothing@127.0.0.1:1/none'

/** Changes variables of this worker; the next `env()` reads and checks them anew. `undefined` unsets. */
export function setTestEnvironment(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  dropProcessState('env')
}
