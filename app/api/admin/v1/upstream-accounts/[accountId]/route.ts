import { upstreamAccount } from '@/lib/management-api'

export const GET = upstreamAccount.GET
export const PATCH = upstreamAccount.PATCH
export const DELETE = upstreamAccount.DELETE
