import path from 'node:path'
import { env } from '../env'

/** How mails leave this installation, without anything secret. */
export type MailWay = { kind: 'smtp'; host: string } | { kind: 'outbox'; directory: string } | { kind: 'none' }

/** Where mails are written in local mode. */
export function mailOutboxDirectory(): string {
  return path.resolve(env().DATA_DIR, 'outbox')
}

/** By which server mails go, or that they become files (local mode), or that nothing is configured. */
export function mailWay(): MailWay {
  const { SMTP_URL, isLocal } = env()
  if (SMTP_URL !== undefined) return { kind: 'smtp', host: new URL(SMTP_URL).host }
  return isLocal ? { kind: 'outbox', directory: mailOutboxDirectory() } : { kind: 'none' }
}
