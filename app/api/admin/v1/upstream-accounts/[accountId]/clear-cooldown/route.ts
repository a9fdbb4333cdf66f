import { upstreamAccountClearCooldown } from '@/lib/management-api'

export const POST = upstreamAccountClearCooldown.POST
