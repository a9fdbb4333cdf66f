import { apiKeyRevoke } from '@/lib/management-api'

export const POST = apiKeyRevoke.POST
