import { webDoor } from '@/lib/gateway'

export const dynamic = 'force-dynamic'

export { webDoor as DELETE, webDoor as GET, webDoor as HEAD, webDoor as PATCH, webDoor as POST, webDoor as PUT }
