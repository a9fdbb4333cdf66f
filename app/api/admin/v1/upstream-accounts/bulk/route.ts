import { upstreamAccountBulk } from '@/lib/management-api'

export const POST = upstreamAccountBulk.POST
