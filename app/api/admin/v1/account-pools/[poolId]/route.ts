import { accountPool } from '@/lib/management-api'

export const GET = accountPool.GET
export const PATCH = accountPool.PATCH
export const DELETE = accountPool.DELETE
