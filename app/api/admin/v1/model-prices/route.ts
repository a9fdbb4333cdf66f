import { modelPrices } from '@/lib/management-api'

export const GET = modelPrices.GET
