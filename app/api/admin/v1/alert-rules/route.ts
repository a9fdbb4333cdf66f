import { alertRules } from '@/lib/management-api'

export const GET = alertRules.GET
export const POST = alertRules.POST
