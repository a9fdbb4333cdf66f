import { managementToken } from '@/lib/management-api'

export const DELETE = managementToken.DELETE
