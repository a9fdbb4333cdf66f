'use server'

import { publicAction } from '@/lib/auth'
import { currentLocale } from '@/lib/i18n/current-locale'
import { signUp, signUpInput } from '@/lib/users'

export const signUpAction = publicAction(
  signUpInput,
  // Mails come in the language the person signed up in.
  async ({ ctx }, input) => await signUp(ctx, { locale: await currentLocale(), ...input }),
)
