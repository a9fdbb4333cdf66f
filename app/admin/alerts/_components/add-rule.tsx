'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { RuleChoices } from './load-choices'
import { RuleDialog } from './rule-dialog'

export function AddRule({ choices }: { choices: RuleChoices }) {
  const t = useTranslations('alerts')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      {open && <RuleDialog rule={null} choices={choices} onClose={() => setOpen(false)} />}
    </>
  )
}
