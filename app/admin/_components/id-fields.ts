import { z } from 'zod'

const maxIdLength = 40

/** What an action about one thing is told. */
export const idField = z.string().max(maxIdLength)
export const onlyId = z.strictObject({ id: idField })
