import { announcements } from '@/lib/management-api'

export const GET = announcements.GET
export const POST = announcements.POST
