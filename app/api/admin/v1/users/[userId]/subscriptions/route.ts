import { userSubscriptions } from '@/lib/management-api'

export const GET = userSubscriptions.GET
export const POST = userSubscriptions.POST
