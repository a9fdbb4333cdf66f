'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { readAnnouncementAction } from '../actions'

/** What the operator has to say, until it was read. */
export function AnnouncementBanner({ id, title, body }: { id: string; title: string; body: string }) {
  const t = useTranslations('onboarding.notices')
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const read = () =>
    startTransition(async () => {
      const result = await readAnnouncementAction({ id })
      if (!result.ok) toast.error(result.error.message)
      router.refresh()
    })
  return (
    <Callout
      className="mx-4 mt-4 md:mx-8"
      title={title}
      action={
        <Button size="sm" onClick={read} disabled={pending}>
          {t('read')}
        </Button>
      }
    >
      <p className="whitespace-pre-line">{body}</p>
    </Callout>
  )
}
