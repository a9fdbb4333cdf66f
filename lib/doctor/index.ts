export { diagnose } from './diagnose'
export type * from './types'
