import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Lch = [lightness: number, chroma: number, hue: number]
type Rgb = [red: number, green: number, blue: number]

const css = readFileSync(new URL('../../../app/globals.css', import.meta.url), 'utf8')
const themes = { light: tokens(':root'), dark: tokens('.dark') }

/** Opaque OKLCH tokens of one theme's block. */
function tokens(selector: string): Map<string, Lch> {
  const block = css.slice(css.indexOf(`\n${selector} {`)).split('\n}')[0] ?? ''
  const found = block.matchAll(/--([a-z0-9-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)
  return new Map(Array.from(found, ([, name = '', l, c, h]) => [name, [Number(l), Number(c), Number(h)]]))
}

function linearRgb([lightness, chroma, hue]: Lch): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}

function luminance(colour: Lch): number {
  const [red, green, blue] = linearRgb(colour)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: Lch, other: Lch): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

// Machado, Oliveira and Fernandes 2009, severity 1.
const sights: Record<string, [Rgb, Rgb, Rgb]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
}

function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function seen(colour: Lch, matrix: [Rgb, Rgb, Rgb]): Rgb {
  const rgb = linearRgb(colour)
  const [red, green, blue] = matrix.map((row) => clamp(row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]))
  return oklab([red ?? 0, green ?? 0, blue ?? 0])
}

const grounds = ['background', 'surface', 'sunken'] as const
const words = ['ink', 'ink-soft', 'accent', 'amber', 'red'] as const
const pairs: [text: string, ground: string, atLeast: number][] = [
  ...grounds.flatMap((ground) => words.map((word): [string, string, number] => [word, ground, 4.5])),
  ['accent-ink', 'accent', 4.5],
  ['accent', 'accent-soft', 4.5],
  ['ink', 'amber-soft', 4.5],
  ['amber', 'amber-soft', 4.5],
  ['ink', 'red-soft', 4.5],
  ['red', 'red-soft', 4.5],
  ['surface', 'red', 4.5],
  ['surface', 'ink', 4.5],
  ['sign-ink', 'sign', 4.5],
  ['slip-ink', 'slip', 4.5],
  ['slip-soft', 'slip', 4.5],
  ['road-paint', 'road', 3],
  // Outlines of controls: WCAG 1.4.11.
  ['edge', 'background', 3],
  ['edge', 'surface', 3],
  ...Array.from({ length: 8 }, (_, index): [string, string, number] => [`chart-${index + 1}`, 'surface', 3]),
]

describe.each(Object.entries(themes))('%s theme', (_name, theme) => {
  const colour = (token: string): Lch => {
    const value = theme.get(token) ?? themes.light.get(token)
    if (!value) throw new Error(`no token --${token}`)
    return value
  }

  it.each(pairs)('shows %s on %s with a contrast of at least %s', (text, ground, atLeast) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(atLeast)
  })

  it.each(Object.entries(sights))('keeps the eight chart colours apart for %s colour vision', (_sight, matrix) => {
    const charts = Array.from({ length: 8 }, (_, index) => seen(colour(`chart-${index + 1}`), matrix))
    const distances = charts.flatMap((one, index) =>
      charts.slice(0, index).map((other) => Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])),
    )
    expect(Math.min(...distances)).toBeGreaterThan(0.1)
  })
})
