import { settingsRoutes } from '@/lib/management-api'

export const GET = settingsRoutes.GET
export const PATCH = settingsRoutes.PATCH
