import { userResetTwoFactor } from '@/lib/management-api'

export const POST = userResetTwoFactor.POST
