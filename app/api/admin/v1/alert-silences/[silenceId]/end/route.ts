import { alertSilenceEnd } from '@/lib/management-api'

export const POST = alertSilenceEnd.POST
