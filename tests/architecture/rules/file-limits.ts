import type { Source } from './sources'

type Limit = { matches: RegExp; maxLines: number }

/** The first that matches counts. */
const limits: Limit[] = [
  { matches: /^lib\/gateway\/handle-exchange\.ts$/, maxLines: 150 },
  { matches: /^app\/(.*\/)?route\.tsx?$/, maxLines: 25 },
  { matches: /^app\/(.*\/)?actions\.ts$/, maxLines: 60 },
  { matches: /^app\/(.*\/)?(page|layout)\.tsx$/, maxLines: 120 },
  { matches: /^tests\//, maxLines: 400 },
  { matches: /./, maxLines: 250 },
]

/** Files that are longer than files of their kind may be. */
export function findLongFiles(sources: Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1
    const maxLines = limits.find((limit) => limit.matches.test(path))?.maxLines ?? 0
    return lines > maxLines ? [`${path}: ${lines} lines, at most ${maxLines}`] : []
  })
}
