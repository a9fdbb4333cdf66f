'use server'

import { z } from 'zod'
import { customerAction } from '@/lib/auth'
import { setLocale } from '@/lib/i18n/set-locale'
import {
  changePassword,
  changePasswordInput,
  codeInput,
  confirmEmailChange,
  endAllSessions,
  endSession,
  notificationsInput,
  requestEmailChange,
  requestEmailChangeInput,
  updateNotifications,
  updateProfile,
  updateProfileInput,
} from '@/lib/users'

export const updateProfileAction = customerAction(updateProfileInput, async ({ ctx, user }, input) => {
  const profile = await updateProfile(ctx, user.id, input)
  if (input.locale) await setLocale(input.locale)
  return profile
})

export const changePasswordAction = customerAction(
  changePasswordInput,
  async ({ ctx, user }, input) => await changePassword(ctx, user.id, input, user.sessionId),
)

export const requestEmailAction = customerAction(
  requestEmailChangeInput,
  async ({ ctx, user }, input) => await requestEmailChange(ctx, user.id, input),
)

export const confirmEmailAction = customerAction(
  codeInput,
  async ({ ctx, user }, input) => await confirmEmailChange(ctx, user.id, input),
)

export const updateNotificationsAction = customerAction(
  notificationsInput,
  async ({ ctx, user }, input) => await updateNotifications(ctx, user.id, input),
)

export const endSessionAction = customerAction(
  z.strictObject({ id: z.string().max(40) }),
  async ({ ctx, user }, { id }) => await endSession(ctx, user.id, id),
)

export const endOtherSessionsAction = customerAction(
  z.strictObject({}),
  async ({ ctx, user }) => await endAllSessions(ctx, user.id, user.sessionId),
)
