'use client'

import { SendHorizontalIcon, SquareIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { maxTextLength } from './read-parameters'

type ComposerProps = {
  busy: boolean
  /** False keeps the text: nothing was sent. */
  onSend: (text: string) => boolean
  onStop: () => void
}

/** Enter sends, Shift+Enter makes a line; while an answer comes the same place stops it. */
export function Composer({ busy, onSend, onStop }: ComposerProps) {
  const t = useTranslations('playground')
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const field = useRef<HTMLTextAreaElement>(null)
  const send = () => {
    if (busy) return
    const problem = text.trim() === '' ? t('messageEmpty') : text.length > maxTextLength ? t('messageLong') : undefined
    setError(problem)
    if (problem !== undefined) field.current?.focus()
    else if (onSend(text.trim())) setText('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3 border-line border-t p-4">
      <Field label={t('message')} error={error} hint={t('messageHint')}>
        <Textarea
          ref={field}
          dir="auto"
          rows={2}
          className="max-h-48"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </Field>
      <div className="flex justify-end gap-2">
        {busy ? (
          <Button onClick={onStop}>
            <SquareIcon aria-hidden />
            {t('stop')}
          </Button>
        ) : (
          <Button type="submit" variant="primary">
            <SendHorizontalIcon aria-hidden />
            {t('send')}
          </Button>
        )}
      </div>
    </form>
  )
}
