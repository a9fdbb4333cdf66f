import { alertEvents } from '@/lib/management-api'

export const GET = alertEvents.GET
