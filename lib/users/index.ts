export {
  changePasswordInput,
  codeInput,
  deleteAccountInput,
  disableTwoFactorInput,
  emailOnlyInput,
  notificationsInput,
  requestEmailChangeInput,
  resetPasswordInput,
  signUpInput,
  updateProfileInput,
  verifyEmailInput,
} from './account-schemas'
export { authOptions } from './auth-options'
export { changePassword } from './change-password'
export { confirmEmailChange } from './confirm-email-change'
export { createUser } from './create-user'
export { creditUser } from './credit-user'
export { deleteAccount } from './delete-account'
export { disableTwoFactor, resetTwoFactor } from './disable-two-factor'
export { enableTwoFactor } from './enable-two-factor'
export { ensureAdmin } from './ensure-admin'
export { ensureUser } from './ensure-user'
export { getLiveUser } from './get-live-user'
export { getUser } from './get-user'
export { listUsers } from './list-users'
export { reencryptTwoFactor } from './reencrypt-two-factor'
export { requestEmailChange } from './request-email-change'
export { requestPasswordReset } from './request-password-reset'
export { resendVerification } from './resend-verification'
export { resetPassword } from './reset-password'
export {
  createUserInput,
  creditUserInput,
  creditView,
  type LiveUserView,
  listUsersInput,
  liveUserView,
  type UserView,
  updateUserInput,
  userView,
} from './schemas'
export { sendTestMail } from './send-test-mail'
export { signInWithPassword } from './sign-in'
export { signUp } from './sign-up'
export { createInviteCode, signUpPolicy } from './sign-up-policy'
export { startTwoFactor } from './start-two-factor'
export { getNotifications, updateNotifications } from './update-notifications'
export { updateProfile } from './update-profile'
export { updateUser } from './update-user'
export { endAllSessions, endSession, listSessions, type SessionView } from './user-sessions'
export { verifyEmail } from './verify-email'
export { endViewAs, startViewAs } from './view-as'
