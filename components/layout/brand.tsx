import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Mark } from '@/components/pieces/mark'
import { Badge } from '@/components/ui/badge'

/** Mark and name, leading home; says "Admin" on the operator's side. */
export function Brand({ href, compact = false, admin = false }: { href: string; compact?: boolean; admin?: boolean }) {
  const t = useTranslations('shell')
  return (
    <Link
      data-slot="brand"
      href={href}
      aria-label={t('home')}
      className="focus-ring touch-target inline-flex items-center gap-2.5 rounded-md"
    >
      <Mark className="size-6" />
      {!compact && <span className="font-semibold text-base tracking-tight">{t('appName')}</span>}
      {admin && !compact && <Badge tone="strong">{t('admin')}</Badge>}
    </Link>
  )
}
