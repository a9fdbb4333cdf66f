import { useTranslations } from 'next-intl'

export function SkipLink() {
  const t = useTranslations('shell')
  return (
    <a
      data-slot="skip-link"
      href="#content"
      className="focus-ring sr-only z-50 rounded-lg bg-ink px-4 py-2 font-medium text-surface text-sm focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
    >
      {t('skip')}
    </a>
  )
}
