import { announcement } from '@/lib/management-api'

export const PATCH = announcement.PATCH
