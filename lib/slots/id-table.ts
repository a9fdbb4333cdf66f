const firstSize = 8

/** Ids end in random letters; others only collide more. */
function hashOf(id: string): number {
  const end = id.length
  let hash = end
  for (let i = end > 6 ? end - 6 : 0; i < end; i++) hash = (hash << 5) ^ (hash >>> 27) ^ id.charCodeAt(i)
  return (hash ^ (hash >>> 15)) >>> 0
}

/**
 * Values by id, for what comes and goes with every call. A Map that is added to and deleted from all the time leaves a
 * chain of outgrown tables behind, which keep each other and all they held alive until the next full collection; this
 * one holds what is in it and nothing else. Open addressing; a removal moves up what stands behind it.
 */
export class IdTable<T> {
  size = 0
  private ids: (string | undefined)[] = new Array(firstSize).fill(undefined)
  private held: (T | undefined)[] = new Array(firstSize).fill(undefined)

  get(id: string): T | undefined {
    return this.held[this.placeOf(id)]
  }

  has(id: string): boolean {
    return this.ids[this.placeOf(id)] !== undefined
  }

  set(id: string, value: T): void {
    const at = this.placeOf(id)
    this.held[at] = value
    if (this.ids[at] !== undefined) return
    this.ids[at] = id
    this.size += 1
    if (this.size * 2 > this.ids.length) this.resize(this.ids.length * 2)
  }

  delete(id: string): boolean {
    const mask = this.ids.length - 1
    let hole = this.placeOf(id)
    if (this.ids[hole] === undefined) return false
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const next = this.ids[at]
      if (next === undefined) break
      // It stays where a search from its own place still comes by.
      if (((at - hashOf(next)) & mask) < ((at - hole) & mask)) continue
      this.ids[hole] = next
      this.held[hole] = this.held[at]
      hole = at
    }
    this.ids[hole] = undefined
    this.held[hole] = undefined
    this.size -= 1
    if (this.ids.length > firstSize && this.size * 8 < this.ids.length) this.resize(this.ids.length / 2)
    return true
  }

  /** All of it as it is now, in no order. */
  entries(): [string, T][] {
    return this.ids.flatMap((id, at): [string, T][] => {
      const value = this.held[at]
      return id === undefined || value === undefined ? [] : [[id, value]]
    })
  }

  /** Where an id stands, or would stand. */
  private placeOf(id: string): number {
    const mask = this.ids.length - 1
    let at = hashOf(id) & mask
    for (let known = this.ids[at]; known !== undefined && known !== id; known = this.ids[at]) at = (at + 1) & mask
    return at
  }

  private resize(size: number): void {
    const all = this.entries()
    this.ids = new Array(size).fill(undefined)
    this.held = new Array(size).fill(undefined)
    this.size = 0
    for (const [id, value] of all) this.set(id, value)
  }
}
