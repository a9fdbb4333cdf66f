import { z } from 'zod'
import { AppError } from '../errors'
import { parseHttpUrl } from '../http/guarded-url'

const apiVersion = z
  .string()
  .regex(/^(\d{4}-\d{2}-\d{2}(-preview)?|preview|latest)$/, { error: 'must be such as 2024-10-21 or preview' })

/** Azure OpenAI speaks OpenAI's protocol at addresses and with headers of its own. */
export const azureOptions = z
  .strictObject({
    /** `?api-version=`; the v1 addresses may do without. */
    apiVersion: apiVersion.nullable(),
    /** True = `/openai/deployments/{deployment}/…`, where the upstream name of a model is its deployment; false = `/openai/v1/…`. */
    deploymentPaths: z.boolean(),
  })
  .refine((options) => !options.deploymentPaths || options.apiVersion !== null, {
    error: 'is needed with deployment paths',
    path: ['apiVersion'],
  })
export type AzureOptions = z.infer<typeof azureOptions>

/** An account's stored options; what is missing or damaged is not Azure. */
export function readAzureOptions(json: unknown): AzureOptions | null {
  const stored: Record<string, unknown> = { ...Object(json) }
  const read = azureOptions.safeParse(stored['azure'])
  return read.success ? read.data : null
}

/**
 * The base URL of an Azure resource: `…/openai` with deployment paths, `…/openai/v1` without, whatever of its addresses
 * was pasted. Throws invalid_request.
 */
export function normaliseAzureUrl(options: AzureOptions, text: string): string {
  const url = parseHttpUrl(text.trim())
  if (url.hash !== '') throw new AppError('invalid_request', 'A base URL has no fragment.')
  const before = url.pathname.split('/openai')[0]?.replace(/\/+$/, '') ?? ''
  return `${url.origin}${before}/openai${options.deploymentPaths ? '' : '/v1'}`
}

const deployed = new Set(['/chat/completions', '/embeddings', '/completions'])

/** An OpenAI path as an Azure resource takes it. */
export function azurePath(options: AzureOptions, path: string, deployment: string | null): string {
  const named = options.deploymentPaths && deployment !== null && deployed.has(path)
  const full = named ? `/deployments/${encodeURIComponent(deployment)}${path}` : path
  if (options.apiVersion === null) return full
  return `${full}${full.includes('?') ? '&' : '?'}api-version=${encodeURIComponent(options.apiVersion)}`
}
