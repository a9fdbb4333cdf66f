import { apiKeys } from '@/lib/management-api'

export const GET = apiKeys.GET
