'use server'

import { getLocale } from 'next-intl/server'
import { publicAction } from '@/lib/auth'
import { signUp, signUpInput } from '@/lib/users'

export const signUpAction = publicAction(
  signUpInput,
  // Mails come in the language the person signed up in.
  async ({ ctx }, input) => await signUp(ctx, { locale: await getLocale(), ...input }),
)
