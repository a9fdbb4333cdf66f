import type { ActorContext } from '../auth/types'
import { prisma } from '../db/prisma'
import { createUser } from './create-user'
import type { CreateUserInput } from './schemas'

/** The id of the user with that address, made when there is none; an existing one isn't changed. */
export async function ensureUser(ctx: ActorContext, input: CreateUserInput): Promise<string> {
  const known = await prisma().user.findUnique({ where: { email: input.email } })
  return known ? known.id : (await createUser(ctx, input)).id
}
