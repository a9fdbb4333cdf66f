import { apiKeyRotate } from '@/lib/management-api'

export const POST = apiKeyRotate.POST
