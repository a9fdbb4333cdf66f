import { costPrice } from '@/lib/management-api'

export const GET = costPrice.GET
export const PUT = costPrice.PUT
export const DELETE = costPrice.DELETE
