'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Field } from '@/components/ui/field'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import type { AskedCall } from '../search-params'

const protocols = ['openai-responses', 'openai-chat', 'openai-embeddings', 'anthropic-messages', 'gemini'] as const
const any = 'any'

/** Over which protocol the call comes; by itself the first that serves the model. */
export function ProtocolField({ value }: { value: AskedCall['protocol'] }) {
  const t = useTranslations('route.form')
  const [chosen, setChosen] = useState<string>(value ?? any)
  return (
    <Field label={t('protocol')} hint={t('protocolHint')}>
      <Select value={chosen} onValueChange={setChosen}>
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={any}>{t('anyProtocol')}</SelectItem>
          {protocols.map((protocol) => (
            <SelectItem key={protocol} value={protocol}>
              {protocol}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {chosen !== any && <input type="hidden" name="protocol" value={chosen} />}
    </Field>
  )
}
