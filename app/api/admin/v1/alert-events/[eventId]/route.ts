import { alertEvent } from '@/lib/management-api'

export const PATCH = alertEvent.PATCH
