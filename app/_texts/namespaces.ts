const everywhere = ['ui', 'shell', 'errors']

const areas = {
  root: everywhere,
  auth: [...everywhere, 'auth'],
  dashboard: [...everywhere, 'onboarding', 'keys', 'usage', 'playground', 'settings', 'billing'],
  marketing: [...everywhere, 'site'],
  docs: [...everywhere, 'site', 'usage'],
} as const

/** The panel has a namespace for nearly every page: it gets all but those of the other areas. */
const notForStaff = [
  'auth',
  'billing',
  'docs',
  'keys',
  'landing',
  'mails',
  'onboarding',
  'overview',
  'playground',
  'refusals',
  'site',
]

export type TextArea = keyof typeof areas | 'admin'

/** The parts of the catalogue that travel to the browser with the pages of an area: what their client components say. */
export function clientNamespaces(area: TextArea, all: readonly string[]): readonly string[] {
  return area === 'admin' ? all.filter((name) => !notForStaff.includes(name)) : areas[area]
}
