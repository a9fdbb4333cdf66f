import { userSignOut } from '@/lib/management-api'

export const POST = userSignOut.POST
