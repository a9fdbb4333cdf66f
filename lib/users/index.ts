export { createUser } from './create-user'
export { creditUser } from './credit-user'
export { getLiveUser } from './get-live-user'
export { getUser } from './get-user'
export { listUsers } from './list-users'
export {
  type CreateUserInput,
  type CreditUserInput,
  createUserInput,
  creditUserInput,
  creditView,
  type ListUsersInput,
  type LiveUserView,
  listUsersInput,
  liveUserView,
  type UpdateUserInput,
  type UserView,
  updateUserInput,
  userView,
} from './schemas'
export { updateUser } from './update-user'
