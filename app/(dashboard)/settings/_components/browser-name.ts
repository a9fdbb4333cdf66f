const browsers = [
  { name: 'Edge', pattern: /Edg\// },
  { name: 'Opera', pattern: /OPR\// },
  { name: 'Firefox', pattern: /Firefox\/|FxiOS\// },
  { name: 'Chrome', pattern: /Chrome\/|CriOS\/|Chromium\// },
  { name: 'Safari', pattern: /Safari\// },
]
const systems = [
  { name: 'iPhone', pattern: /iPhone/ },
  { name: 'iPad', pattern: /iPad/ },
  { name: 'Android', pattern: /Android/ },
  { name: 'Windows', pattern: /Windows/ },
  { name: 'macOS', pattern: /Mac OS X/ },
  { name: 'Linux', pattern: /Linux/ },
]

const nameIn = (list: readonly { name: string; pattern: RegExp }[], text: string) =>
  list.find(({ pattern }) => pattern.test(text))?.name

/** "Firefox on Linux" from a user agent; null when it says nothing we know. */
export function browserName(userAgent: string): string | null {
  const names = [nameIn(browsers, userAgent), nameIn(systems, userAgent)].filter((name) => name !== undefined)
  return names.length > 0 ? names.join(' · ') : null
}
