import { routeExplain } from '@/lib/management-api'

export const POST = routeExplain.POST
