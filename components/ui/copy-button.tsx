'use client'

import { CheckIcon, CopyIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button, type ButtonProps } from './button'

export type CopyButtonProps = Omit<ButtonProps, 'value' | 'asChild'> & {
  value: string
  /** Visible text; without it the button is an icon named "Copy". */
  label?: string
  onCopied?: () => void
}

const shownMs = 2_000

/** Copies and says so, also to screen readers; a refused clipboard is said too. */
export function CopyButton({ value, label, onCopied, ...props }: CopyButtonProps) {
  const t = useTranslations('ui')
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), shownMs)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setState('copied')
      onCopied?.()
    } catch {
      // Without permission or on plain http there is no clipboard; the text stays selectable.
      setState('failed')
    }
  }
  const Icon = state === 'copied' ? CheckIcon : CopyIcon
  return (
    <Button
      variant={label ? 'secondary' : 'ghost'}
      size={label ? 'sm' : 'icon-sm'}
      aria-label={label ? undefined : t('copy')}
      onClick={copy}
      {...props}
    >
      <Icon aria-hidden />
      {label && (state === 'copied' ? t('copied') : label)}
      <span aria-live="polite" className="sr-only">
        {state === 'copied' ? t('copied') : state === 'failed' ? t('copyFailed') : ''}
      </span>
    </Button>
  )
}
