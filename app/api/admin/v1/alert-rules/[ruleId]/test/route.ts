import { alertRuleTest } from '@/lib/management-api'

export const POST = alertRuleTest.POST
