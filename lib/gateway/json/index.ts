export { decodeString, type JsonSpan } from './bytes'
export { withField } from './edit'
export { decodedByteLength, elements, locate } from './locate'
export { type JsonScan, scanJsonObject } from './scan'
