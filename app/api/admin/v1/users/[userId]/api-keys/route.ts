import { userApiKeys } from '@/lib/management-api'

export const GET = userApiKeys.GET
export const POST = userApiKeys.POST
