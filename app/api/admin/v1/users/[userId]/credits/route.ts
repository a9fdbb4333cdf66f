import { userCredits } from '@/lib/management-api'

export const POST = userCredits.POST
