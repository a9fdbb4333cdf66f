import { plans } from '@/lib/management-api'

export const GET = plans.GET
export const POST = plans.POST
