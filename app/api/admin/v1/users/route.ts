import { users } from '@/lib/management-api'

export const GET = users.GET
export const POST = users.POST
