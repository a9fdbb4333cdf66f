import { describe, expect, it } from 'vitest'
import { chartColours, colourFor, coloursFor, othersSeries } from '@/components/charts/colours'

const catalogue = [
  'gpt-5',
  'gpt-5-mini',
  'claude-opus',
  'claude-sonnet',
  'gemini-pro',
  'gemini-flash',
  'embed-small',
  'o5',
]

describe('coloursFor', () => {
  it('gives the first eight names eight different colours', () => {
    expect(new Set(coloursFor(catalogue).values()).size).toBe(chartColours.length)
  })

  it('keeps a name on its colour whatever stands beside it, when the catalogue is given', () => {
    const all = coloursFor(catalogue, catalogue)
    for (const name of catalogue) expect(coloursFor([name], catalogue).get(name)).toBe(all.get(name))
  })

  it('does not depend on the order of names', () => {
    const forwards = coloursFor(catalogue)
    const backwards = coloursFor([...catalogue].reverse())
    for (const name of catalogue) expect(backwards.get(name)).toBe(forwards.get(name))
  })

  it('starts over after eight names instead of leaving one without a colour', () => {
    const names = Array.from({ length: 20 }, (_, index) => `model-${index}`)
    const colours = coloursFor(names)
    for (const name of names) expect(chartColours).toContain(colours.get(name))
  })

  it('never gives Others a chart colour', () => {
    expect(chartColours).not.toContain(colourFor(othersSeries))
    expect(coloursFor([...catalogue, othersSeries]).get(othersSeries)).toBe(colourFor(othersSeries))
  })
})
