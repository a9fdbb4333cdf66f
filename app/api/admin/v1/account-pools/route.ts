import { accountPools } from '@/lib/management-api'

export const GET = accountPools.GET
export const POST = accountPools.POST
