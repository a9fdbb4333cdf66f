import * as forgot from '@/app/(auth)/forgot-password/actions'
import * as reset from '@/app/(auth)/reset-password/actions'
import * as signUp from '@/app/(auth)/sign-up/actions'
import * as verify from '@/app/(auth)/verify-email/actions'
import * as dashboard from '@/app/(dashboard)/actions'
import * as billing from '@/app/(dashboard)/billing/actions'
import * as keys from '@/app/(dashboard)/keys/actions'
import * as playground from '@/app/(dashboard)/playground/actions'
import * as settings from '@/app/(dashboard)/settings/actions'
import * as danger from '@/app/(dashboard)/settings/danger-actions'
import * as view from '@/app/(dashboard)/view-actions'
import type { ActionResult } from '@/components/forms/action-result'
import type { FieldKind } from './bad-values'

type Case = {
  send: (input: unknown) => Promise<ActionResult<unknown>>
  /** Needs nobody to be signed in. */
  isPublic?: true
  /** Right as far as its form goes. */
  good: Record<string, unknown>
  /** The kind of each field, by its path; the path is also where the error stands. */
  fields: Record<string, FieldKind>
}

const password = 'correct horse battery'
const email = 'bad-input@example.com'
const id = 'key_00000000000000000000000000'
const day = 86_400_000

const limits = {
  expiresAt: new Date(Date.now() + day).toISOString(),
  ...{ spendCapNanoUsd: '1000000000', capPeriod: 'day', allowedModels: [], ipAllow: [], ipDeny: [] },
  ...{ concurrencyLimit: null, requestsPerMinute: null, tokensPerMinute: null },
  ...{ fallbackToBalance: true, clampToBalance: false },
}
const limitFields = {
  ...{ expiresAt: 'futureTime', spendCapNanoUsd: 'optionalAmount', capPeriod: 'period', allowedModels: 'models' },
  ...{ ipAllow: 'addresses', ipDeny: 'addresses', concurrencyLimit: 'count', requestsPerMinute: 'count' },
  ...{ tokensPerMinute: 'count', fallbackToBalance: 'optionalBoolean', clampToBalance: 'optionalBoolean' },
} as const satisfies Record<string, FieldKind>
const below = (name: string, fields: Record<string, FieldKind>) =>
  Object.fromEntries(Object.entries(fields).map(([field, kind]) => [`${name}.${field}`, kind]))

/** Every action that a visitor or a customer can send, by its name. */
export const actions: Record<string, Case> = {
  signUpAction: {
    send: signUp.signUpAction,
    isPublic: true,
    good: { email, password, name: 'A', locale: 'en' },
    fields: { email: 'email', password: 'newPassword', name: 'optionalName', locale: 'locale' },
  },
  verifyEmailAction: {
    send: verify.verifyEmailAction,
    isPublic: true,
    good: { email, code: '123456' },
    fields: { email: 'email', code: 'code' },
  },
  resendCodeAction: { send: verify.resendCodeAction, isPublic: true, good: { email }, fields: { email: 'email' } },
  requestResetAction: { send: forgot.requestResetAction, isPublic: true, good: { email }, fields: { email: 'email' } },
  resetPasswordAction: {
    send: reset.resetPasswordAction,
    isPublic: true,
    good: { email, code: 'abcdef', password },
    fields: { email: 'email', code: 'code', password: 'newPassword' },
  },
  stopViewing: { send: view.stopViewing, isPublic: true, good: {}, fields: {} },
  readAnnouncementAction: { send: dashboard.readAnnouncementAction, good: { id }, fields: { id: 'id' } },
  mintKeyAction: {
    send: keys.mintKeyAction,
    good: { name: 'Key', poolId: id, ...limits },
    fields: { name: 'requiredName', poolId: 'id', ...limitFields },
  },
  updateKeyAction: {
    send: keys.updateKeyAction,
    good: { id, changes: { name: 'Key', poolId: id, ...limits, version: 1 } },
    fields: { id: 'id', ...below('changes', { name: 'requiredName', poolId: 'id', version: 'count', ...limitFields }) },
  },
  rotateKeyAction: {
    send: keys.rotateKeyAction,
    good: { id, overlapSeconds: 60 },
    fields: { id: 'id', overlapSeconds: 'overlap' },
  },
  disableKeyAction: {
    send: keys.disableKeyAction,
    good: { id, disabled: true },
    fields: { id: 'id', disabled: 'disabled' },
  },
  revokeKeyAction: { send: keys.revokeKeyAction, good: { id }, fields: { id: 'id' } },
  buyCreditAction: {
    send: billing.buyCreditAction,
    good: { amountNanoUsd: '25000000000' },
    fields: { amountNanoUsd: 'amount' },
  },
  subscribeAction: { send: billing.subscribeAction, good: { planId: id }, fields: { planId: 'id' } },
  switchPlanAction: {
    send: billing.switchPlanAction,
    good: { subscriptionId: id, planId: id },
    fields: { subscriptionId: 'id', planId: 'id' },
  },
  cancelPlanAction: {
    send: billing.cancelPlanAction,
    good: { subscriptionId: id },
    fields: { subscriptionId: 'id' },
  },
  resumePlanAction: {
    send: billing.resumePlanAction,
    good: { subscriptionId: id },
    fields: { subscriptionId: 'id' },
  },
  openPortalAction: { send: billing.openPortalAction, good: {}, fields: {} },
  saveAutoTopUpAction: {
    send: billing.saveAutoTopUpAction,
    good: {
      ...{ enabled: false, thresholdNanoUsd: '5000000000', amountNanoUsd: '25000000000' },
      monthlyCapNanoUsd: '100000000000',
    },
    fields: {
      ...{ enabled: 'boolean', thresholdNanoUsd: 'amount', amountNanoUsd: 'amount', monthlyCapNanoUsd: 'amount' },
    },
  },
  redeemAction: { send: billing.redeemAction, good: { code: 'ABC' }, fields: { code: 'redeemCode' } },
  callCostAction: { send: playground.callCostAction, good: { requestId: id }, fields: { requestId: 'id' } },
  updateProfileAction: {
    send: settings.updateProfileAction,
    good: { name: 'A', timezone: 'UTC', locale: 'en' },
    fields: { name: 'optionalName', timezone: 'timezone', locale: 'locale' },
  },
  changePasswordAction: {
    send: settings.changePasswordAction,
    good: { currentPassword: password, password: `${password} 2` },
    fields: { currentPassword: 'optionalPassword', password: 'newPassword' },
  },
  requestEmailAction: {
    send: settings.requestEmailAction,
    good: { email, password },
    fields: { email: 'email', password: 'anyPassword' },
  },
  confirmEmailAction: { send: settings.confirmEmailAction, good: { code: '123456' }, fields: { code: 'code' } },
  updateNotificationsAction: {
    send: settings.updateNotificationsAction,
    good: { lowBalance: true, failedPayment: true, keyExpiring: true, allowance: true },
    fields: {
      ...{ lowBalance: 'optionalBoolean', failedPayment: 'optionalBoolean' },
      ...{ keyExpiring: 'optionalBoolean', allowance: 'optionalBoolean' },
    },
  },
  endSessionAction: { send: settings.endSessionAction, good: { id }, fields: { id: 'id' } },
  endOtherSessionsAction: { send: settings.endOtherSessionsAction, good: {}, fields: {} },
  startTwoFactorAction: { send: danger.startTwoFactorAction, good: {}, fields: {} },
  enableTwoFactorAction: { send: danger.enableTwoFactorAction, good: { code: '123456' }, fields: { code: 'code' } },
  disableTwoFactorAction: {
    send: danger.disableTwoFactorAction,
    good: { password, code: '123456' },
    fields: { password: 'optionalPassword', code: 'code' },
  },
  deleteAccountAction: {
    send: danger.deleteAccountAction,
    good: { password, confirmEmail: email },
    fields: { password: 'optionalPassword', confirmEmail: 'email' },
  },
}
