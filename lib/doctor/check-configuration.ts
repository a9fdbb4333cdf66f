import { type Env, EnvironmentError, parseEnv } from '../env'
import { failed, ok, warning } from './finding'
import type { Finding, Variables } from './types'

const minDistinct = 10
const minNode = [20, 19] as const

/** Whether a secret repeats itself: random text of any length has more different characters. */
function isWeak(secret: string): boolean {
  return (
    new Set(secret).size < minDistinct ||
    /(.{1,8})\1{3,}/.test(secret) ||
    /secret|password|changeme|example/i.test(secret)
  )
}

function checkSecrets({ NEXTAUTH_SECRET, KEY_PEPPER, CREDENTIAL_KEY, isLocal }: Env): Finding[] {
  const named = [
    ['NEXTAUTH_SECRET', NEXTAUTH_SECRET],
    ...KEY_PEPPER.map(({ version, bytes }) => [`KEY_PEPPER v${version}`, bytes.toString('latin1')]),
    ...CREDENTIAL_KEY.map(({ version, bytes }) => [`CREDENTIAL_KEY v${version}`, bytes.toString('base64')]),
  ] as const
  const weak = named.filter(([, secret]) => isWeak(secret ?? '')).map(([name]) => name)
  const same = named.filter(([, secret], index) => named.findIndex((each) => each[1] === secret) !== index)
  const fix =
    'Make random ones (openssl rand -base64 32). KEY_PEPPER and CREDENTIAL_KEY: put the new version before the old one.'
  if (same.length > 0) return [failed('secrets', `${same.map(([name]) => name).join(', ')} repeat another secret`, fix)]
  if (weak.length === 0) return [ok('secrets', `${named.length} secrets, none of them weak`)]
  const say = isLocal ? warning : failed
  return [say('secrets', `${weak.join(', ')} could be guessed`, fix)]
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > minNode[0] || (major === minNode[0] && minor >= minNode[1])
    ? ok('node', `Node ${process.versions.node}`)
    : failed('node', `Node ${process.versions.node} is too old`, 'Install Node 20.19 or later.')
}

/** The environment by the very rules of a start; null when it isn't right, and the other checks can't rely on it. */
export function checkConfiguration(variables: Variables): { env: Env | null; findings: Finding[] } {
  try {
    const env = parseEnv(variables)
    const mode = env.isLocal ? 'local mode' : 'production'
    const found = ok('configuration', `${mode}, role ${env.ROLE}, ${env.WORKERS} worker(s), ${env.PUBLIC_URL}`)
    return { env, findings: [checkNode(), found, ...checkSecrets(env)] }
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    const issues = error.issues.map(({ name, reason, fix }) => failed('configuration', `${name} ${reason}`, fix))
    return { env: null, findings: [checkNode(), ...issues] }
  }
}
