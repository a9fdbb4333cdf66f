import { webhookDoor } from '@/lib/billing'

export const dynamic = 'force-dynamic'

export { webhookDoor as POST }
