import { readFileSync } from 'node:fs'

/** What `npm start` tells node, so that everything else starts the program in the same way. */
export function nodeFlags(): string[] {
  const { scripts }: { scripts: { start: string } } = JSON.parse(readFileSync('package.json', 'utf8'))
  return scripts.start.split(' ').slice(1, -1)
}
