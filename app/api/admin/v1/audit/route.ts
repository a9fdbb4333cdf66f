import { audit } from '@/lib/management-api'

export const GET = audit.GET
