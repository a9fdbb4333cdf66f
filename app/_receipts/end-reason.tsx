import { useTranslations } from 'next-intl'
import { endReasonName } from './end-reason-name'

/** Why a call ended, as a sentence. */
export function EndReason({ reason }: { reason: string }) {
  const t = useTranslations('usage.endReasons')
  return t(endReasonName(reason), { reason, status: reason })
}
