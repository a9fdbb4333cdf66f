import { purchaseRefund } from '@/lib/management-api'

export const POST = purchaseRefund.POST
