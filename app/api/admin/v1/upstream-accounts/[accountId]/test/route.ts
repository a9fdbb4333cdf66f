import { upstreamAccountTest } from '@/lib/management-api'

export const POST = upstreamAccountTest.POST
