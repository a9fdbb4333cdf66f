import type { ActorContext } from '../auth/types'
import { defined } from '../db/defined'
import type { UpdateProfileInput } from './account-schemas'
import { changeUser } from './change-user'
import type { UserView } from './schemas'

/** Changes one's own name, time zone or language. */
export async function updateProfile(ctx: ActorContext, userId: string, input: UpdateProfileInput): Promise<UserView> {
  return await changeUser(ctx, userId, 'user.update_profile', async () => defined(input))
}
