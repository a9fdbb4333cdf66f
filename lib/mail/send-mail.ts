import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createTransport, type Transporter } from 'nodemailer'
import { env } from '../env'
import { AppError } from '../errors'
import { createId } from '../ids'
import { logger } from '../logger'
import { processState } from '../process-state'
import { mailOutboxDirectory } from './mail-way'
import { type MailContent, type RenderedMail, renderMail } from './render-mail'

const timeoutMs = 10_000
const maxConnections = 2

const transport = (url: string) =>
  processState<Transporter>('mail-transport', () =>
    createTransport({
      url,
      pool: true,
      maxConnections,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    }),
  )

async function writeToOutbox(to: string, mail: RenderedMail): Promise<void> {
  const directory = mailOutboxDirectory()
  const id = createId('mail')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const content = { id, to, from: sender(), ...mail, createdAt: new Date().toISOString() }
  const temporary = path.join(directory, `.${id}.tmp`)
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(temporary, path.join(directory, `${id}.json`))
}

function sender(): string {
  return env().MAIL_FROM ?? `Turnpike <no-reply@${new URL(env().PUBLIC_URL).hostname}>`
}

/**
 * Sends one mail by SMTP; in local mode without SMTP it becomes a JSON file in DATA_DIR/outbox. The log has recipient
 * and subject only. Throws upstream_failed when it can't be handed over, or when no way is configured.
 */
export async function sendMail(to: string, content: MailContent): Promise<void> {
  const mail = renderMail(content)
  const url = env().SMTP_URL
  try {
    if (url !== undefined) await transport(url).sendMail({ from: sender(), to, ...mail })
    else if (env().isLocal) await writeToOutbox(to, mail)
    else throw new Error('SMTP_URL is not set')
  } catch (error) {
    throw new AppError('upstream_failed', 'The mail could not be sent. Try again in a few minutes.', { cause: error })
  }
  logger().info({ recipient: to, subject: mail.subject }, 'mail sent')
}
