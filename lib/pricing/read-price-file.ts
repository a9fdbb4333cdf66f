import type { PriceFileEntries } from './genai-entries'
import { readGenaiFile } from './read-genai-file'
import { readLitellmFile } from './read-litellm-file'

type PriceFileKind = 'genai-prices' | 'litellm'

/** Reads a price file of one of the kinds we know; throws invalid_request with the place of what is broken. */
export function readPriceFile(kind: PriceFileKind, text: string): PriceFileEntries {
  return kind === 'litellm' ? readLitellmFile(text) : readGenaiFile(text)
}
