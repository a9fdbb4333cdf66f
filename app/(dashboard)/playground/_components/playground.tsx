'use client'

import { useTranslations } from 'next-intl'
import { useQueryStates } from 'nuqs'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { playgroundParsers } from '../search-params'
import { callCode } from './call-code'
import type { ChatModel } from './chat-call'
import { CodeDialog } from './code-dialog'
import { Composer } from './composer'
import { Choice, Parameters } from './parameters'
import { noParameters, type ParameterProblems, readParameters } from './read-parameters'
import { Transcript } from './transcript'
import { useChat } from './use-chat'

export type PlaygroundProps = {
  origin: string
  keys: readonly { id: string; name: string; poolName: string }[]
  keyId: string
  models: readonly ChatModel[]
  model: ChatModel | null
  /** Why the key can't be used, in the gateway's own words. */
  refusal: string | null
}

const example = [{ role: 'user' as const, text: 'Say hello' }]

/** A conversation with a model through one of the person's keys: same limits, same prices, same records. */
export function Playground({ origin, keys, keyId, models, model, refusal }: PlaygroundProps) {
  const t = useTranslations('playground')
  const [, startTransition] = useTransition()
  const [, setQuery] = useQueryStates(playgroundParsers, { shallow: false, startTransition })
  const [fields, setFields] = useState(noParameters)
  const [problems, setProblems] = useState<ParameterProblems>({})
  const chat = useChat()
  // A URL that can't be written now is written by the next choice.
  const choose = (next: { key?: string; model: string | null }) => void setQuery(next).catch(() => undefined)
  const parameters = () => {
    const reading = readParameters(fields)
    setProblems(reading.ok ? {} : reading.problems)
    return reading.ok ? reading.values : null
  }
  const send = (text: string): boolean => {
    const values = parameters()
    if (!values || !model) return false
    void chat.send(keyId, model, text, values)
    return true
  }
  const retry = () => {
    const values = parameters()
    if (values && model) void chat.retry(keyId, model, values)
  }
  const snippets = () => {
    const reading = readParameters(fields)
    const values = reading.ok
      ? reading.values
      : { instructions: '', temperature: null, topP: null, maxOutputTokens: null }
    return model ? callCode(origin, model, chat.turns.length > 0 ? chat.turns : example, values) : []
  }
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_300px] lg:grid-rows-[auto_1fr]">
      <Card className="flex h-[calc(100dvh-15rem)] min-h-[30rem] min-w-0 flex-col max-lg:order-2 lg:row-span-2">
        <Transcript messages={chat.messages} onRetry={retry} busy={chat.busy} />
        <Composer busy={chat.busy} onSend={send} onStop={chat.stop} />
      </Card>
      <Card className="flex min-w-0 flex-col gap-4 self-start p-4 max-lg:order-1">
        <Choice
          label={t('key')}
          value={keyId}
          options={keys.map((key) => ({ value: key.id, label: `${key.name} · ${key.poolName}` }))}
          onChange={(key) => choose({ key, model: null })}
        />
        {model ? (
          <Choice
            label={t('modelLabel')}
            value={model.id}
            options={models.map(({ id }) => ({ value: id, label: id }))}
            onChange={(id) => choose({ model: id })}
          />
        ) : (
          <Callout tone="amber">{refusal ?? t('noModels')}</Callout>
        )}
      </Card>
      <Card className="flex min-w-0 flex-col gap-4 self-start p-4 max-lg:order-3">
        <Parameters fields={fields} problems={problems} onChange={setFields} />
        <div className="flex flex-wrap gap-2">
          <CodeDialog snippets={snippets} />
          <Button size="sm" variant="ghost" onClick={chat.clear} disabled={chat.messages.length === 0}>
            {t('clear')}
          </Button>
        </div>
        <p className="text-ink-soft text-xs">{t('note')}</p>
      </Card>
    </div>
  )
}
