import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { clientAddress } from '@/lib/http/client-address'
import { authOptions } from '@/lib/users'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const userAgent = request.headers.get('user-agent') ?? ''
  const address = clientAddress((name) => request.headers.get(name), '')
  return await NextAuth(request, context, authOptions({ userAgent, address }))
}

export { handle as GET, handle as POST }
