import { notFound } from 'next/navigation'
import { toAppError } from '@/lib/errors'

/** What a verb finds, or the page that doesn't exist when there is no such thing. */
export async function orNotFound<T>(search: Promise<T>): Promise<T> {
  try {
    return await search
  } catch (error) {
    if (toAppError(error).code === 'not_found') notFound()
    throw error
  }
}
