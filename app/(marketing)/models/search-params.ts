import { createLoader, parseAsString } from 'nuqs/server'

export const modelsParsers = {
  q: parseAsString.withDefault(''),
  cursor: parseAsString,
}

export const loadModelsParams = createLoader(modelsParsers)
