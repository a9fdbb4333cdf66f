/** Name of the cookie that a layout reads for AppShell's `defaultCollapsed` (its value is "collapsed" or "open"). */
export const sidebarCookie = 'sidebar'
