import { redeemCodeDisable } from '@/lib/management-api'

export const POST = redeemCodeDisable.POST
