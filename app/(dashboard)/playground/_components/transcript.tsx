'use client'

import { MessagesSquareIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect, useRef } from 'react'
import { formatDuration } from '@/components/pieces/format-duration'
import { Money } from '@/components/pieces/money'
import { TokenCount } from '@/components/pieces/token-count'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { cn } from '@/components/ui/cn'
import { Empty } from '@/components/ui/empty'
import type { Message } from './use-chat'

// What scrolls must be reachable by keyboard, even when nothing inside takes focus.
const reachable = { tabIndex: 0 }
/** As near to the end as counts as reading along. */
const nearEndPx = 80

type TranscriptProps = { messages: readonly Message[]; onRetry: () => void; busy: boolean }

/** What was said, newest last; follows the answer as long as the reader is at its end. */
export function Transcript({ messages, onRetry, busy }: TranscriptProps) {
  const t = useTranslations('playground')
  const box = useRef<HTMLElement>(null)
  const follows = useRef(true)
  useEffect(() => {
    if (messages.length > 0 && follows.current) box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [messages])
  const watch = () => {
    const at = box.current
    if (at) follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < nearEndPx
  }
  return (
    <section
      ref={box}
      onScroll={watch}
      aria-label={t('transcript')}
      {...reachable}
      className="focus-ring min-h-0 flex-1 overflow-y-auto rounded-t-lg p-4"
    >
      {messages.length === 0 ? (
        <Empty icon={MessagesSquareIcon} title={t('emptyTitle')} description={t('empty')} />
      ) : (
        <ol className="flex flex-col gap-5">
          {messages.map((message, index) => (
            <li key={message.id} className="flex flex-col gap-1.5">
              <p className="text-ink-soft text-xs">{t(message.role === 'user' ? 'you' : 'model')}</p>
              <MessageText message={message} />
              {message.end?.kind === 'failed' && (
                <Callout
                  tone="red"
                  action={
                    index === messages.length - 1 && (
                      <Button size="sm" onClick={onRetry} disabled={busy}>
                        {t('retry')}
                      </Button>
                    )
                  }
                >
                  {message.end.sessionEnded ? <SessionEnded /> : (message.end.reason ?? t('unreachable'))}
                </Callout>
              )}
              <MessageCost message={message} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** The conversation lives in this page alone: the person signs in elsewhere and goes on here. */
function SessionEnded() {
  const t = useTranslations('playground')
  return t.rich('sessionEnded', {
    link: (chunks) => (
      <a href="/sign-in?next=/playground" target="_blank" rel="noopener" className="focus-ring rounded-sm underline">
        {chunks}
      </a>
    ),
  })
}

function MessageText({ message }: { message: Message }) {
  const t = useTranslations('playground')
  const isComing = message.role === 'assistant' && message.end === null
  if (message.text === '' && !isComing) return null
  return (
    <p
      dir="auto"
      data-testid={message.role}
      aria-busy={isComing}
      className={cn(
        'whitespace-pre-wrap break-words text-sm leading-6',
        message.role === 'user' && 'self-start rounded-lg bg-sunken px-3 py-2',
      )}
    >
      {message.text === '' ? <span className="text-ink-soft">{t('waiting')}</span> : message.text}
    </p>
  )
}

/** What an answer cost and how fast it was, once that is known. */
function MessageCost({ message }: { message: Message }) {
  const t = useTranslations('playground')
  if (message.role === 'user' || message.end === null || message.requestId === null) return null
  const { cost } = message
  return (
    <p
      data-testid="cost"
      role="status"
      className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1 text-ink-soft text-xs tabular-nums"
    >
      {message.end.kind === 'stopped' && <span className="text-amber">{t('stopped')}</span>}
      {cost === null ? (
        <span>{t('settling')}</span>
      ) : (
        <>
          <Money nanoUsd={cost.costNanoUsd} />
          {cost.firstTokenMs !== null && (
            <span>{t('firstToken', { duration: formatDuration(cost.firstTokenMs) })}</span>
          )}
          <span>{t('total', { duration: formatDuration(cost.durationMs) })}</span>
          <span>
            <TokenCount value={cost.inputTokens} /> {t('in')} · <TokenCount value={cost.outputTokens} /> {t('out')}
          </span>
        </>
      )}
      <Link
        href={`/usage?request=${message.requestId}`}
        className="focus-ring rounded-sm text-accent underline underline-offset-4"
      >
        {t('receipt')}
      </Link>
    </p>
  )
}
