import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { clientNamespaces, type TextArea } from '@/app/_texts/namespaces'
import { english } from '@/messages/en'

const root = path.resolve(import.meta.dirname, '../../..')

const all = Object.keys(english)

/** Where the client components of each area are, beside those that every area shares. */
const folders: Record<TextArea, string[]> = {
  root: ['components', 'app/error.tsx'],
  auth: ['app/(auth)'],
  dashboard: ['app/(dashboard)', 'app/_receipts'],
  marketing: [
    'app/(marketing)/models',
    'app/(marketing)/pricing',
    'app/(marketing)/status',
    'app/(marketing)/_components',
  ],
  docs: ['app/(marketing)/docs', 'app/_receipts'],
  admin: ['app/admin', 'app/_receipts'],
}

function filesIn(place: string): string[] {
  const full = path.join(root, place)
  if (!fs.existsSync(full)) return []
  if (!fs.statSync(full).isDirectory()) return [place]
  return fs.readdirSync(full).flatMap((name) => filesIn(`${place}/${name}`))
}

/** Namespaces that the hook asks for: a client component has no other way to a text. */
function namespacesIn(place: string): string[] {
  const texts = filesIn(place)
    // Outlines are the server's: they are sent as markup.
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('/loading.tsx'))
    .map((file) => fs.readFileSync(path.join(root, file), 'utf8'))
    .filter((text) => !/^(import|export) .*getTranslations/m.test(text))
  return texts.flatMap((text) => [...text.matchAll(/useTranslations\('([a-zA-Z]+)/g)].map((match) => match[1] ?? ''))
}

describe('texts that travel to the browser', () => {
  it.each(Object.keys(folders) as TextArea[])('cover what the %s area’s components say', (area) => {
    const needed = [...folders.root, ...folders[area]].flatMap(namespacesIn)
    // A namespace that isn't in the catalogue yet is the type check's to find.
    const given = clientNamespaces(area, [...all, ...needed])
    expect([...new Set(needed)].filter((name) => !given.includes(name))).toEqual([])
  })

  it('leave the admin panel’s out of every other area', () => {
    for (const area of (Object.keys(folders) as TextArea[]).filter((each) => each !== 'admin')) {
      const names = clientNamespaces(area, all)
      const sent = Object.entries(english).filter(([name]) => names.includes(name))
      const bytes = JSON.stringify(sent).length
      expect(bytes, area).toBeLessThan(32_000)
      expect(names).not.toContain('admin')
    }
  })
})
