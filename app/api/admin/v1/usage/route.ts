import { usage } from '@/lib/management-api'

export const GET = usage.GET
