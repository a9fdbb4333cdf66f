import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { clientAddress } from '@/lib/http/client-address'
import { currentLocale } from '@/lib/i18n/current-locale'
import { rememberLocale } from '@/lib/i18n/remember-locale'
import { authOptions } from '@/lib/users'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const userAgent = request.headers.get('user-agent') ?? ''
  const address = clientAddress((name) => request.headers.get(name), '')
  const language = { current: await currentLocale(), remember: rememberLocale }
  return await NextAuth(request, context, authOptions({ userAgent, address }, language))
}

export { handle as GET, handle as POST }
