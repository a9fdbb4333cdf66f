import { z } from 'zod'
import { emailField, passwordField, personNameField } from '../http/fields'
import { locales } from '../i18n/config'
import { timezoneField } from './schemas'

const codeField = z.string().trim().min(4).max(80)
const anyPassword = z.string().min(1).max(200)

export const signUpInput = z.strictObject({
  email: emailField,
  password: passwordField,
  name: personNameField.optional(),
  // The browser's own: a zone that this machine doesn't know is no reason to refuse a person.
  timezone: timezoneField.optional().catch(undefined),
  locale: z.enum(locales).optional(),
  inviteCode: z.string().trim().max(500).optional(),
})
export type SignUpInput = z.infer<typeof signUpInput>

export const emailOnlyInput = z.strictObject({ email: emailField })
export type EmailOnlyInput = z.infer<typeof emailOnlyInput>

export const verifyEmailInput = z.strictObject({ email: emailField, code: codeField })
export type VerifyEmailInput = z.infer<typeof verifyEmailInput>

export const resetPasswordInput = z.strictObject({ email: emailField, code: codeField, password: passwordField })
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>

export const changePasswordInput = z.strictObject({ currentPassword: z.string().max(200), password: passwordField })
export type ChangePasswordInput = z.infer<typeof changePasswordInput>

export const updateProfileInput = z.strictObject({
  name: personNameField.optional(),
  timezone: timezoneField.optional(),
  locale: z.enum(locales).optional(),
})
export type UpdateProfileInput = z.infer<typeof updateProfileInput>

export const requestEmailChangeInput = z.strictObject({ email: emailField, password: anyPassword })
export type RequestEmailChangeInput = z.infer<typeof requestEmailChangeInput>

export const codeInput = z.strictObject({ code: codeField })
export type CodeInput = z.infer<typeof codeInput>

export const disableTwoFactorInput = z.strictObject({ password: z.string().max(200).optional(), code: codeField })
export type DisableTwoFactorInput = z.infer<typeof disableTwoFactorInput>

export const notificationsInput = z.strictObject({
  lowBalance: z.boolean().optional(),
  failedPayment: z.boolean().optional(),
  keyExpiring: z.boolean().optional(),
  allowance: z.boolean().optional(),
})
export type NotificationsInput = z.infer<typeof notificationsInput>

export const deleteAccountInput = z.strictObject({ password: z.string().max(200).optional(), confirmEmail: emailField })
export type DeleteAccountInput = z.infer<typeof deleteAccountInput>
