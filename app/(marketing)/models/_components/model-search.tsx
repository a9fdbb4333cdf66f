'use client'

import { useTranslations } from 'next-intl'
import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { SearchBox } from '@/components/data-table/search-box'
import { modelsParsers } from '../search-params'

/** Filters on the server; the URL holds what is searched. */
export function ModelSearch() {
  const t = useTranslations('site.models')
  const [, startTransition] = useTransition()
  const [{ q }, setQuery] = useQueryStates(modelsParsers, { shallow: false, startTransition })
  const search = (next: string) => {
    setQuery({ q: next || null, cursor: null }).catch(() => undefined)
  }
  return <SearchBox label={t('search')} value={q} onChange={search} />
}
