import { usageImports } from '@/lib/management-api'

export const POST = usageImports.POST
