import { redeemBatchDisable } from '@/lib/management-api'

export const POST = redeemBatchDisable.POST
