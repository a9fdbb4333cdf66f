'use server'

import { publicAction } from '@/lib/auth'
import { signUp, signUpInput } from '@/lib/users'

export const signUpAction = publicAction(signUpInput, async ({ ctx }, input) => await signUp(ctx, input))
