import { apiKey } from '@/lib/management-api'

export const GET = apiKey.GET
export const PATCH = apiKey.PATCH
