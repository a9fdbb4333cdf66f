/** Where a person goes after signing in when no page was asked for. */
export const signedInHome = '/overview'

/** A path of this site or the dashboard; never another host, whatever the URL says. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || /[\\\p{Cc}]/u.test(next)) return signedInHome
  return next
}
