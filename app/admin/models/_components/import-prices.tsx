'use client'

import { FileUpIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ImportDialog } from './import-dialog'

/** Opens the import of prices from a file or an address. */
export function ImportPrices() {
  const t = useTranslations('admin.models.import')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <FileUpIcon aria-hidden />
        {t('open')}
      </Button>
      {open && <ImportDialog open onOpenChange={setOpen} />}
    </>
  )
}
