import Link from 'next/link'

/** A place that money moves from or to; a customer's leads to the customer. */
export function LedgerAccountName({ account }: { account: string }) {
  const [kind, userId] = account.split(':')
  if (userId === undefined) return <span className="font-mono text-xs">{account}</span>
  return (
    <Link
      href={`/admin/users/${userId}`}
      title={account}
      className="focus-ring whitespace-nowrap rounded-sm font-mono text-xs underline decoration-edge underline-offset-4 hover:decoration-ink"
    >
      {kind}:…{userId.slice(-6)}
    </Link>
  )
}
