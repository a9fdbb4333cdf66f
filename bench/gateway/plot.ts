import type { Medians } from './report'

type Bar = { name: string; value: number; label: string }

const [width, barHeight, gap, left] = [860, 22, 10, 150]
const titles: Record<string, string> = {
  upstream: 'upstream alone',
  nginx: 'nginx, forwards only',
  turnpike: 'Turnpike',
  'turnpike-redis': 'Turnpike with Redis',
  'turnpike-next': 'Turnpike in Next.js',
  portkey: 'Portkey, forwards only',
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

function panel(title: string, bars: readonly Bar[], top: number): { svg: string; bottom: number } {
  const most = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE)
  const room = width - left - 110
  const rows = bars.map(({ name, value, label }, n) => {
    const y = top + 34 + n * (barHeight + gap)
    const long = Math.max(2, (value / most) * room)
    const own = name.startsWith('turnpike') ? 'own' : 'other'
    return [
      `<text x="${left - 12}" y="${y + 16}" text-anchor="end">${escaped(titles[name] ?? name)}</text>`,
      `<rect class="${own}" x="${left}" y="${y}" width="${long.toFixed(1)}" height="${barHeight}" rx="3"/>`,
      `<text class="value" x="${(left + long + 8).toFixed(1)}" y="${y + 16}">${escaped(label)}</text>`,
    ].join('')
  })
  const svg = `<text class="title" x="16" y="${top + 16}">${escaped(title)}</text>${rows.join('')}`
  return { svg, bottom: top + 34 + bars.length * (barHeight + gap) + 16 }
}

function barsOf(
  medians: Medians,
  scenario: string,
  field: string,
  without: readonly string[],
  label: (value: number) => string,
): Bar[] {
  return Object.entries(medians[scenario] ?? {})
    .filter(([name]) => !without.includes(name))
    .map(([name, numbers]) => ({ name, value: numbers[field] ?? 0, label: label(numbers[field] ?? 0) }))
}

const style = `text{font:13px system-ui,sans-serif;fill:#4b5563}.title{font-size:15px;font-weight:600;fill:#111827}
.value{font-variant-numeric:tabular-nums;fill:#111827}.own{fill:#0f766e}.other{fill:#cbd5e1}.note{font-size:11px}
@media(prefers-color-scheme:dark){text{fill:#9ca3af}.title,.value{fill:#f3f4f6}.own{fill:#2dd4bf}.other{fill:#475569}}`

/** The run as a picture: calls a second, and how even streams are. */
export function plotRun(medians: Medians, machine: string): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en-US')
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const json = barsOf(medians, 'json-32', 'perSecond', ['upstream', 'nginx'], whole)
  const one = barsOf(medians, 'json-1', 'p50Ms', ['nginx'], (value) => `${value.toFixed(2)} ms`)
  const streams = barsOf(medians, 'streams-500', 'gapP99Ms', ['nginx'], ms)
  const first = panel('JSON calls a second, 32 connections (more is better)', json, 8)
  const second = panel('One connection: median time of a call (less is better)', one, first.bottom)
  const third = panel(
    '500 streams, one event each 20 ms: 99th percentile between two events (less is better)',
    streams,
    second.bottom,
  )
  const height = third.bottom + 24
  const note = `<text class="note" x="16" y="${height - 10}">${escaped(machine)}</text>`
  const body = `<style>${style}</style>${first.svg}${second.svg}${third.svg}${note}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Benchmark of the gateway">${body}</svg>\n`
}
