/** The fixed order of chart colours; told apart with red-green blindness too. */
export const chartColours = [
  'var(--chart-1)',
  'var(--chart-2)',
  'var(--chart-3)',
  'var(--chart-4)',
  'var(--chart-5)',
  'var(--chart-6)',
  'var(--chart-7)',
  'var(--chart-8)',
] as const

const restColour = 'var(--edge)'

/** The series that stands for everything outside of the top ones. */
export const othersSeries = 'Others'

/** A name's own colour, the same on every page and in every session. */
export function colourFor(name: string): string {
  if (name === othersSeries) return restColour
  return chartColours[hash(name) % chartColours.length] ?? restColour
}

/**
 * Colours for names that stand together: each keeps its own one; of two that share it, the later in the alphabet
 * takes the next free one. Pass every known name as `catalogue` to get the same answer on each chart.
 */
export function coloursFor(names: readonly string[], catalogue: readonly string[] = []): Map<string, string> {
  const colours = new Map<string, string>()
  const all = [...new Set([...catalogue, ...names])].filter((name) => name !== othersSeries).sort()
  const taken = new Set<number>()
  for (const name of all) {
    if (taken.size === chartColours.length) taken.clear()
    let place = hash(name) % chartColours.length
    while (taken.has(place)) place = (place + 1) % chartColours.length
    taken.add(place)
    colours.set(name, chartColours[place] ?? restColour)
  }
  if (names.includes(othersSeries)) colours.set(othersSeries, restColour)
  return colours
}

/** FNV-1a with a final mix, so that names that differ in one sign spread. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value ^= value >>> 15
  value = Math.imul(value, 0x2c1b3c6d)
  return (value ^ (value >>> 13)) >>> 0
}
