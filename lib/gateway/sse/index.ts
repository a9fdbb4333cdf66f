export { EventReader } from './event-reader'
export { EventRewriter, type RawEvent } from './event-rewriter'
