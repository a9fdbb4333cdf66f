import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { OutboxNote } from '../_components/outbox-note'
import { ForgotCard } from './_components/forgot-card'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.forgot')
  return { title: t('title') }
}

export default function ForgotPasswordPage() {
  return <ForgotCard note={<OutboxNote />} />
}
