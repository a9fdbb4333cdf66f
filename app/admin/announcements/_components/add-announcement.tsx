'use client'

import { PlusIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { AnnouncementDialog } from './announcement-dialog'
import type { Targets } from './load-targets'

export function AddAnnouncement({ targets }: { targets: Targets }) {
  const t = useTranslations('announcements')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <PlusIcon aria-hidden />
        {t('add')}
      </Button>
      {open && <AnnouncementDialog announcement={null} targets={targets} onClose={() => setOpen(false)} />}
    </>
  )
}
