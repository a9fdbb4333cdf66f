import { upstreamAccounts } from '@/lib/management-api'

export const GET = upstreamAccounts.GET
export const POST = upstreamAccounts.POST
