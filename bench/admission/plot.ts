import type { Flood, Weights } from './fairness'

const [width, height, left, right, top] = [860, 250, 70, 20, 46]
const plotWidth = width - left - right
const plotHeight = height - top - 44

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

const style = `text{font:12px system-ui,sans-serif;fill:#4b5563}.title{font-size:15px;font-weight:600;fill:#111827}
.grid{stroke:#e5e7eb}.own{fill:#0f766e;stroke:#0f766e}.other{fill:#b45309;stroke:#b45309}.aim{stroke:#9ca3af;stroke-dasharray:4 4}
path{fill:none!important;stroke-width:2}circle{stroke:none!important;fill-opacity:.75}text.own,text.other{stroke:none}
@media(prefers-color-scheme:dark){text{fill:#9ca3af}.title{fill:#f3f4f6}.grid{stroke:#374151}.own{fill:#2dd4bf;stroke:#2dd4bf}.other{fill:#f59e0b;stroke:#f59e0b}}`

const tone = (index: number) => (index === 0 ? 'own' : 'other')

function frame(title: string, ticks: readonly { y: number; label: string }[], seconds: number, names: string[]) {
  const lines = ticks.map(
    ({ y, label }) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${label}</text>`,
  )
  const times = Array.from({ length: seconds + 1 }, (_, s) => {
    const x = left + (plotWidth * s) / seconds
    return `<text x="${x}" y="${top + plotHeight + 20}" text-anchor="middle">${s} s</text>`
  })
  const legend = names.map(
    (name, i) => `<text class="${tone(i)}" x="${left + i * 130}" y="${top - 12}">● ${escaped(name)}</text>`,
  )
  return `<text class="title" x="16" y="20">${escaped(title)}</text>${legend.join('')}${lines.join('')}${times.join('')}`
}

/** How long each of B's calls waited, on a logarithmic axis from 1 ms to 10 s. */
function waitsPanel(floods: readonly Flood[], seconds: number): string {
  const y = (ms: number) => top + plotHeight * (1 - Math.log10(Math.min(10_000, Math.max(1, ms))) / 4)
  const ticks = [1, 10, 100, 1_000, 10_000].map((ms) => ({
    y: y(ms),
    label: ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`,
  }))
  const dots = floods.flatMap(({ trickle }, i) =>
    trickle.map(({ atMs, waitedMs }) => {
      const x = left + (plotWidth * Math.min(atMs, seconds * 1_000)) / (seconds * 1_000)
      return `<circle class="${tone(i)}" cx="${x.toFixed(1)}" cy="${y(waitedMs).toFixed(1)}" r="2.5"/>`
    }),
  )
  const title = 'A floods, B sends one call each 100 ms: how long each of B’s calls waited'
  return `${frame(
    title,
    ticks,
    seconds,
    floods.map(({ name }) => name),
  )}${dots.join('')}`
}

/** A's starts for one of B's, of each quarter of a second. */
function ratioPanel(all: readonly Weights[], seconds: number): string {
  const most = 6
  const y = (ratio: number) => top + plotHeight * (1 - Math.min(most, ratio) / most)
  const ticks = [0, 1, 2, 3, 4, 5, 6].map((ratio) => ({ y: y(ratio), label: `${ratio} : 1` }))
  const lines = all.map(({ series }, i) => {
    const points = series.map((point, n) => {
      const before = series[n - 1] ?? { a: 0, b: 0 }
      const ratio = (point.a - before.a) / Math.max(1, point.b - before.b)
      const x = left + (plotWidth * Math.min(point.atMs, seconds * 1_000)) / (seconds * 1_000)
      return `${n === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y(ratio).toFixed(1)}`
    })
    return `<path class="${tone(i)}" d="${points.join('')}"/>`
  })
  const aim = `<line class="aim" x1="${left}" x2="${width - right}" y1="${y(3)}" y2="${y(3)}"/>`
  const title = 'Both flood with weights 3 : 1: A’s starts for each of B’s, every 250 ms'
  return `${frame(
    title,
    ticks,
    seconds,
    all.map(({ name }) => name),
  )}${aim}${lines.join('')}`
}

/** Fairness over time as a picture. */
export function plotFairness(floods: readonly Flood[], weights: readonly Weights[], machine: string): string {
  const seconds = 8
  const note = `<text x="16" y="${2 * height + 16}">${escaped(machine)}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${2 * height + 28}" role="img" aria-label="Fairness over time: the fair queue beside a polling client"><style>${style}</style>${waitsPanel(floods, seconds)}<g transform="translate(0 ${height})">${ratioPanel(weights, seconds)}</g>${note}</svg>\n`
}
