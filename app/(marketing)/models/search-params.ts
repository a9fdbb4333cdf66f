import { createLoader, parseAsBoolean, parseAsString } from 'nuqs/server'

export const modelsParsers = {
  q: parseAsString.withDefault(''),
  /** Also models that no pool offers now. */
  all: parseAsBoolean.withDefault(false),
  cursor: parseAsString,
}

export const loadModelsParams = createLoader(modelsParsers)
