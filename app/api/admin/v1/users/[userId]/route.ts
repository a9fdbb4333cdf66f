import { user } from '@/lib/management-api'

export const GET = user.GET
export const PATCH = user.PATCH
