import { modelPrice } from '@/lib/management-api'

export const GET = modelPrice.GET
export const PUT = modelPrice.PUT
