import { alertSilences } from '@/lib/management-api'

export const GET = alertSilences.GET
export const POST = alertSilences.POST
