import { userPurchases } from '@/lib/management-api'

export const GET = userPurchases.GET
