/** True when a navigation item stands for the page shown. */
export function isActive(pathname: string, href: string, exact = false): boolean {
  return pathname === href || (!exact && href !== '/' && pathname.startsWith(`${href}/`))
}
