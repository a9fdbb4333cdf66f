import { subscriptionCancel } from '@/lib/management-api'

export const POST = subscriptionCancel.POST
