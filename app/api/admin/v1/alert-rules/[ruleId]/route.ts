import { alertRule } from '@/lib/management-api'

export const DELETE = alertRule.DELETE
export const GET = alertRule.GET
export const PATCH = alertRule.PATCH
