import { AppError } from '../../errors'
import { decodeString, type JsonFrame } from '../json'

/** Ids of things stored at an upstream account, wherever they stand in what is sent to a model. */
const storedIds = new Set(['file_id', 'file_ids', 'vector_store_ids', 'container_id'])
const toolIds = new Set([...storedIds, 'container'])
const maxReferences = 16
/** Depth of a string right inside an entry of a top-level list. */
const entryDepth = 3

/**
 * Finds ids in a request that live at an upstream account: accounts are shared, so one that we didn't issue would reach
 * another customer's things. Sees each string of the body once, keys with their escapes resolved.
 */
export class ReferenceFinder {
  /** The fields that hold one. */
  readonly found: string[] = []
  private entry: JsonFrame | null = null
  private hasId = false
  private hasKind = false

  constructor(private readonly body: Buffer) {}

  visit(key: string, topKey: string, frames: readonly JsonFrame[], start: number, end: number): void {
    if (topKey === 'input' && frames.length === entryDepth) this.inputEntry(key, frames)
    if (this.found.length < maxReferences && this.isReference(key, topKey, frames, start, end))
      this.found.push(key === 'type' ? 'item_reference' : topKey === 'prompt' ? 'prompt' : key)
  }

  /** After the last string. */
  finish(): void {
    // An input item of an id alone is a reference even without saying so (OpenAI's `type` is optional there).
    if (this.hasId && !this.hasKind) this.found.push('item_reference')
    this.hasId = false
    this.hasKind = false
  }

  private inputEntry(key: string, frames: readonly JsonFrame[]): void {
    const entry = frames[entryDepth - 1] ?? null
    if (entry !== this.entry) this.finish()
    this.entry = entry
    if (key === 'id') this.hasId = true
    if (key === 'type' || key === 'role') this.hasKind = true
  }

  private isReference(key: string, topKey: string, frames: readonly JsonFrame[], start: number, end: number): boolean {
    switch (topKey) {
      case 'contents':
        return key === 'fileUri' || key === 'file_uri'
      case 'prompt':
        return key === 'id' && frames.length === 2
      case 'tools':
        // Deeper strings belong to function schemas.
        return frames.length <= 5 && toolIds.has(key)
      case 'messages':
        // What stands under `input` of a message's block are the arguments of the caller's own tool.
        if (storedIds.has(key)) return frames[4]?.key !== 'input'
        return key === 'id' && frames[2]?.key === 'audio' && frames.length === 4
      case 'input':
        if (storedIds.has(key)) return true
        return (
          key === 'type' && frames.length === entryDepth && decodeString(this.body, start, end) === 'item_reference'
        )
      default:
        return false
    }
  }
}

/** The refusal of such an id. */
export function unsupportedReference(param: string): AppError {
  return new AppError(
    'unsupported_reference',
    `"${param}" names something stored at an upstream provider, which is shared among customers. Send the content itself.`,
    { details: { param } },
  )
}
