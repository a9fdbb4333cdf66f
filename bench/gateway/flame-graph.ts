/** What `--cpu-prof` writes (the DevTools protocol's Profiler.Profile). */
export type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

type Frame = { name: string; area: Area; micros: number; children: Map<string, Frame> }
type Area = 'ours' | 'libraries' | 'node' | 'collector' | 'system'

const colours: Record<Area, string> = {
  ours: '#5b8def',
  libraries: '#8fc3a3',
  node: '#d9c27a',
  collector: '#d98c8c',
  system: '#b9a3d4',
}
const names: Record<Area, string> = {
  ours: 'our code',
  libraries: 'libraries',
  node: 'Node.js',
  collector: 'garbage collector',
  system: 'system calls and engine',
}
const width = 1200
const rowHeight = 17
/** Narrower frames say nothing. */
const minShare = 0.002
const minLabelPx = 34
const pxPerLetter = 6.2
const maxDepth = 48

function areaOf(frame: CpuProfile['nodes'][number]['callFrame']): Area {
  if (frame.functionName === '(garbage collector)') return 'collector'
  if (frame.url.includes('node_modules') || frame.url.startsWith('wasm:')) return 'libraries'
  if (frame.url.startsWith('node:')) return 'node'
  return frame.url === '' ? 'system' : 'ours'
}

/** Merges the samples from `fromShare` of the run on into one tree; idle time is left out. */
function treeOf(profile: CpuProfile, fromShare: number): Frame {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])))
  const root: Frame = { name: 'all', area: 'system', micros: 0, children: new Map() }
  for (let i = Math.floor(profile.samples.length * fromShare); i < profile.samples.length; i++) {
    const path: CpuProfile['nodes'] = []
    for (let id = profile.samples[i]; id !== undefined; id = parents.get(id)) {
      const node = byId.get(id)
      if (node && node.callFrame.functionName !== '(root)') path.unshift(node)
    }
    if (path.at(-1)?.callFrame.functionName === '(idle)') continue
    const micros = profile.timeDeltas[i] ?? 0
    let frame = root
    frame.micros += micros
    for (const { callFrame } of path.slice(0, maxDepth)) {
      const name = callFrame.functionName || '(anonymous)'
      const key = `${name} ${callFrame.url}:${callFrame.lineNumber}`
      const next = frame.children.get(key) ?? { name, area: areaOf(callFrame), micros: 0, children: new Map() }
      frame.children.set(key, next)
      next.micros += micros
      frame = next
    }
  }
  return root
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** An SVG of where a process's time went: callers above, callees below, width = share of the time it was busy. */
export function flameGraph(profile: CpuProfile, title: string, fromShare = 0.5): string {
  const root = treeOf(profile, fromShare)
  const parts: string[] = []
  let deepest = 0
  const draw = (frame: Frame, x: number, depth: number) => {
    const share = frame.micros / root.micros
    const frameWidth = share * width
    deepest = Math.max(deepest, depth)
    const y = 44 + depth * rowHeight
    const label = frameWidth < minLabelPx ? '' : escaped(frame.name.slice(0, Math.floor(frameWidth / pxPerLetter)))
    parts.push(
      `<g><title>${escaped(frame.name)} ${(share * 100).toFixed(1)} %</title><rect x="${x.toFixed(1)}" y="${y}" ` +
        `width="${Math.max(0.5, frameWidth - 0.5).toFixed(1)}" height="${rowHeight - 1}" fill="${colours[frame.area]}"/>` +
        `${label && `<text x="${(x + 3).toFixed(1)}" y="${y + 12}">${label}</text>`}</g>`,
    )
    let at = x
    for (const child of [...frame.children.values()].sort((a, b) => b.micros - a.micros)) {
      if (child.micros / root.micros >= minShare) draw(child, at, depth + 1)
      at += (child.micros / root.micros) * width
    }
  }
  draw(root, 0, 0)
  const legend = Object.entries(names).map(
    ([area, name], n) =>
      `<rect x="${4 + n * 190}" y="24" width="11" height="11" fill="${colours[area as Area]}"/><text x="${20 + n * 190}" y="34">${name}</text>`,
  )
  const height = 52 + (deepest + 1) * rowHeight
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11">` +
    `<rect width="${width}" height="${height}" fill="#ffffff"/><text x="4" y="15" font-size="13">${escaped(title)}</text>` +
    `${legend.join('')}${parts.join('')}</svg>\n`
  )
}
