import type { Command } from '../types'
import { accountsCommand } from './accounts'
import { backupCommand } from './backup'
import { credentialCommand } from './credential'
import { creditsCommand } from './credits'
import { doctorCommand } from './doctor'
import { keysCommand } from './keys'
import { receiptCommand } from './receipt'
import { restoreCommand } from './restore'
import { usageCommand } from './usage'
import { usersCommand } from './users'

/** Every command, in the order that help shows them. */
export const commands: readonly Command[] = [
  ...[doctorCommand, usersCommand, creditsCommand, keysCommand, accountsCommand, usageCommand],
  ...[receiptCommand, backupCommand, restoreCommand, credentialCommand],
]
