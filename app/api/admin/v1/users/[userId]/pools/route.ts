import { userPools } from '@/lib/management-api'

export const GET = userPools.GET
export const PUT = userPools.PUT
