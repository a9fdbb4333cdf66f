import { modelPriceImport } from '@/lib/management-api'

export const POST = modelPriceImport.POST
