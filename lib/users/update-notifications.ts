import type { ActorContext } from '../auth/types'
import { toJson } from '../db/to-json'
import type { NotificationsInput } from './account-schemas'
import { changeUser } from './change-user'
import { requireUserRow } from './require-user-row'

export type Notifications = { lowBalance: boolean; failedPayment: boolean; keyExpiring: boolean; allowance: boolean }

const asObject = (json: unknown): Record<string, unknown> => ({ ...Object(json) })

/** Which mails a person wants; all of them unless they said otherwise. */
export function notificationsOf(json: unknown): Notifications {
  const stored = asObject(json)
  const wants = (name: string) => stored[name] !== false
  return {
    ...{ lowBalance: wants('lowBalance'), failedPayment: wants('failedPayment') },
    ...{ keyExpiring: wants('keyExpiring'), allowance: wants('allowance') },
  }
}

/** Reads which mails a person wants. */
export async function getNotifications(ctx: ActorContext, userId: string): Promise<Notifications> {
  return notificationsOf((await requireUserRow(ctx, userId)).notifications)
}

/** Changes which mails a person gets. */
export async function updateNotifications(
  ctx: ActorContext,
  userId: string,
  input: NotificationsInput,
): Promise<Notifications> {
  let next: Record<string, unknown> = {}
  await changeUser(ctx, userId, 'user.update_notifications', async (row) => {
    next = { ...asObject(row.notifications), ...input }
    return { notifications: toJson(next) }
  })
  return notificationsOf(next)
}
