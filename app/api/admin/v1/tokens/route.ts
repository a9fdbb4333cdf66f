import { managementTokens } from '@/lib/management-api'

export const GET = managementTokens.GET
export const POST = managementTokens.POST
