import type { Prisma } from '../db/prisma'
import { type AlertSilenceView, alertSilenceView } from './schemas'

/** A silence's form for staff. */
export function alertSilenceJson(row: Prisma.AlertSilenceGetPayload<object>): AlertSilenceView {
  return alertSilenceView.parse({ ...row, until: row.until.toISOString(), createdAt: row.createdAt.toISOString() })
}
