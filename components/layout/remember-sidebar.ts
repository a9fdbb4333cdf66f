import { sidebarCookie } from './sidebar-cookie'

const oneYearMs = 365 * 24 * 60 * 60 * 1_000

/** Keeps the sidebar's width for the next visit; without the Cookie Store API it simply opens wide again. */
export function rememberSidebar(collapsed: boolean): void {
  if (!('cookieStore' in window)) return
  const cookie = { name: sidebarCookie, value: collapsed ? 'collapsed' : 'open', path: '/', sameSite: 'lax' as const }
  void window.cookieStore.set({ ...cookie, expires: Date.now() + oneYearMs }).catch(() => undefined)
}
