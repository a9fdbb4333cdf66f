import { upstreamAccountModels } from '@/lib/management-api'

export const GET = upstreamAccountModels.GET
