import { plan } from '@/lib/management-api'

export const GET = plan.GET
export const PATCH = plan.PATCH
