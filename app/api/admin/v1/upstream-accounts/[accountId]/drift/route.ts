import { usageDrift } from '@/lib/management-api'

export const GET = usageDrift.GET
