import { redeemCodes } from '@/lib/management-api'

export const GET = redeemCodes.GET
export const POST = redeemCodes.POST
