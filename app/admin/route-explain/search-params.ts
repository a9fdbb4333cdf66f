import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { callProtocols } from '@/lib/operations/schemas'

/** A call to be explained, as the form sends it; the rest is that of a small streamed text call. */
export const loadAskedCall = createLoader({
  key: parseAsString.withDefault(''),
  model: parseAsString.withDefault(''),
  protocol: parseAsStringLiteral(callProtocols),
  session: parseAsString.withDefault(''),
  input: parseAsInteger.withDefault(1_000),
  output: parseAsInteger.withDefault(1_000),
})

export type AskedCall = Awaited<ReturnType<typeof loadAskedCall>>
