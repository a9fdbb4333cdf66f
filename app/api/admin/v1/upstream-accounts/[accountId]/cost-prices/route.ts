import { costPrices } from '@/lib/management-api'

export const GET = costPrices.GET
