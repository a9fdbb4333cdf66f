import { reencryptAlertSecrets } from '../../lib/alerts'
import { reencryptCredentials } from '../../lib/upstream-accounts'
import { reencryptTwoFactor } from '../../lib/users'
import { type Command, exitCodes } from '../types'
import { runVerb, type Verb } from '../verbs'

const rotate: Verb = async (_args, { out }) => {
  const accounts = await reencryptCredentials()
  const people = await reencryptTwoFactor()
  const rules = await reencryptAlertSecrets()
  out(
    `${accounts} upstream accounts, ${people} two-factor secrets, ${rules} alert webhooks brought under the newest key.`,
  )
  out('Run turnpike doctor; when it finds no older version any more, take the old one out of CREDENTIAL_KEY.')
  out('Receipts that the old version signed can then only be checked after they are downloaded anew.')
  return exitCodes.done
}

/** turnpike credential rotate */
export const credentialCommand: Command = {
  name: 'credential',
  usage: 'credential rotate',
  summary: 'Encrypts every stored secret anew under the first version in CREDENTIAL_KEY',
  run: async (args, context) => await runVerb({ rotate }, args, context),
}
