export { createBackup } from './create-backup'
export { restoreBackup } from './restore-backup'
export type * from './types'
