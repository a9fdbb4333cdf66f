import type { Command } from '../types'
import { receiptCommand } from './receipt'

/** Every command, in the order that help shows them. */
export const commands: readonly Command[] = [receiptCommand]
