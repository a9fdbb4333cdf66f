import { alertRulePreview } from '@/lib/management-api'

export const POST = alertRulePreview.POST
