import { margin } from '@/lib/management-api'

export const GET = margin.GET
