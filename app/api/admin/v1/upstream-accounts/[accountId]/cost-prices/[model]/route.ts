import { costPrice } from '@/lib/management-api'

export const PUT = costPrice.PUT
export const DELETE = costPrice.DELETE
