import { subscriptionResume } from '@/lib/management-api'

export const POST = subscriptionResume.POST
