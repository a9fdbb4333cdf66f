import { isObject, type JsonObject } from '../json'

const depthMax = 8
const fieldsMax = 2000

type Node = { [key: string]: string | Node }

/** Form-encoded text with Stripe's nested keys (`items[0][price]=…`) as objects and lists of strings. */
export function parseForm(text: string): JsonObject {
  const root: Node = {}
  let fields = 0
  for (const [name, value] of new URLSearchParams(text)) {
    if (++fields > fieldsMax) break
    const open = name.indexOf('[')
    const path = open < 0 ? [name] : [name.slice(0, open), ...name.slice(open + 1, -1).split('][')]
    if (path.length <= depthMax) put(root, path, value)
  }
  const listed = withLists(root)
  return isObject(listed) ? listed : {}
}

function put(root: Node, path: readonly string[], value: string): void {
  let node = root
  for (const [i, raw] of path.entries()) {
    const key = raw === '' ? String(Object.keys(node).length) : raw
    if (key === '__proto__') return
    if (i === path.length - 1) {
      node[key] = value
      return
    }
    const next = node[key]
    if (typeof next === 'object') node = next
    else {
      const made: Node = {}
      node[key] = made
      node = made
    }
  }
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function withLists(node: string | Node): unknown {
  if (typeof node === 'string') return node
  const entries = Object.entries(node)
  if (entries.length > 0 && entries.every(([key], i) => key === String(i)))
    return entries.map(([, value]) => withLists(value))
  return Object.fromEntries(entries.map(([key, value]) => [key, withLists(value)]))
}
