'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useOptimistic, useTransition } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { readAnnouncementAction } from '../actions'

/** What the operator has to say, until it was read. */
export function AnnouncementBanner({ id, title, body }: { id: string; title: string; body: string }) {
  const t = useTranslations('onboarding.notices')
  const router = useRouter()
  const [, startTransition] = useTransition()
  const [isRead, setRead] = useOptimistic(false)
  const read = () =>
    startTransition(async () => {
      setRead(true)
      const result = await readAnnouncementAction({ id })
      if (!result.ok) toast.error(result.error.message)
      router.refresh()
    })
  if (isRead) return null
  return (
    <Callout
      className="mx-4 mt-4 md:mx-8"
      title={title}
      action={
        <Button size="sm" onClick={read}>
          {t('read')}
        </Button>
      }
    >
      <p className="whitespace-pre-line">{body}</p>
    </Callout>
  )
}
