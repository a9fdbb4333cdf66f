import { hashText, splitTokens } from './tokens'

const sentences = [
  'The barrier lifts before the lorry has come to a stand, and nobody behind it has to brake.',
  'Each lane keeps its own count, and the counts agree at the end of the day.',
  'A receipt is only useful when somebody else can add it up again.',
  'Traffic at six in the morning looks nothing like traffic at eight.',
  'The clerk writes the time down first, then the weight, then the fare.',
  'Rain slows the road by a tenth and the queue by a half.',
  'When two carts arrive together, the one that waited longer goes first.',
  'Nothing is owed for a gate that stayed shut.',
  'The old milestones are still right; it is the road that has moved.',
  'Small coins are counted twice because they are lost most often.',
  'A bridge carries what it was tested for and a little more.',
  'The lamp over the gate burns through the night whether or not anyone comes.',
  'Those who pay by the month still pass through one at a time.',
  'It takes longer to explain the tariff than to pay it.',
  'The surveyor walked the whole way and found eleven steps missing.',
  'A good ledger has no empty lines and no erasures.',
] as const

const words = sentences.map(splitTokens)
const cacheMax = 512
const cachedLengthMax = 4096
const cache = new Map<string, readonly string[]>()

/** Exactly `count` tokens that depend on nothing but the arguments. */
export function answerTokens(topic: string, seed: number, count: number): readonly string[] {
  if (count <= 0) return []
  const key = `${seed}:${count}:${topic}`
  const known = cache.get(key)
  if (known) return known
  const tokens = composeTokens(topic, seed, count)
  if (count <= cachedLengthMax) {
    if (cache.size >= cacheMax) cache.clear()
    cache.set(key, tokens)
  }
  return tokens
}

/** The first few words of what was asked, so that an answer shows which request it belongs to. */
export function topicOf(text: string): string {
  const start = text.slice(0, 200).replace(/["\\]/g, '').trim().split(/\s+/).slice(0, 6).join(' ')
  return start.replace(/[.!?,;:]+$/, '')
}

export function seedOf(model: string, text: string): number {
  return hashText(text.length > 4096 ? text.slice(-4096) : text, hashText(model))
}

function composeTokens(topic: string, seed: number, count: number): string[] {
  const tokens = topic === '' ? [] : splitTokens(`On “${topic}”:`).slice(0, count)
  let turn = seed
  while (tokens.length < count) {
    turn = (Math.imul(turn, 1664525) + 1013904223) >>> 0
    for (const word of words[(turn >>> 8) % words.length] ?? []) {
      if (tokens.length === count) break
      tokens.push(tokens.length === 0 ? word.trimStart() : word.startsWith(' ') ? word : ` ${word}`)
    }
  }
  const last = tokens.length - 1
  tokens[last] = (tokens[last] ?? '').replace(/[.,;:]?$/, '.')
  return tokens
}
