import { adminContext, requireAdmin } from '@/lib/auth'
import { readUpload } from '@/lib/http'
import { importProviderUsage, importUsageInput } from '@/lib/margin'

const maxBytes = 24 * 1_048_576

/** Takes in a provider's usage export that a page of the panel sends. */
export async function POST(request: Request): Promise<Response> {
  const ctx = await adminContext(await requireAdmin('admin'))
  const accountId = new URL(request.url).searchParams.get('account') ?? ''
  return await readUpload(request, maxBytes, async (text) =>
    importProviderUsage(ctx, accountId, importUsageInput.parse({ text })),
  )
}
