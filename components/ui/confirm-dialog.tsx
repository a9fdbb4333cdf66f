'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useId } from 'react'
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from './alert-dialog'
import { Button } from './button'
import { Input } from './input'
import { Label } from './label'
import { Spinner } from './spinner'
import { useConfirm } from './use-confirm'

export type ConfirmDialogProps = {
  title: string
  /** What will happen, and whether it can be undone. */
  description: ReactNode
  /** Says the act: "Revoke key", not "OK". */
  confirmLabel: string
  /** Stays open while it runs; return a sentence to show why it failed, nothing to close. */
  onConfirm: () => Promise<string | undefined> | Promise<void> | undefined
  /** When set, the confirm button waits until exactly this was typed. */
  typeToConfirm?: string
  tone?: 'danger' | 'primary'
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** Asks before an act that destroys something. */
export function ConfirmDialog({ tone = 'danger', trigger, open, onOpenChange, ...props }: ConfirmDialogProps) {
  const t = useTranslations('ui')
  const inputId = useId()
  const question = useConfirm({ onConfirm: props.onConfirm, onOpenChange, unreachable: t('formFailed') })
  const { typed, setTyped, failure, pending } = question
  const locked = props.typeToConfirm !== undefined && typed !== props.typeToConfirm
  return (
    <AlertDialog open={open ?? question.open} onOpenChange={question.change}>
      {trigger && <AlertDialogTrigger asChild>{trigger}</AlertDialogTrigger>}
      <AlertDialogContent>
        <div className="flex flex-col gap-1.5">
          <AlertDialogTitle>{props.title}</AlertDialogTitle>
          <AlertDialogDescription asChild>
            <div>{props.description}</div>
          </AlertDialogDescription>
        </div>
        {props.typeToConfirm !== undefined && (
          <div className="flex flex-col gap-1.5">
            <Label htmlFor={inputId}>{t('typeToConfirm', { text: props.typeToConfirm })}</Label>
            <Input id={inputId} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
          </div>
        )}
        <p role="alert" className="text-red text-sm empty:hidden">
          {failure}
        </p>
        <AlertDialogFooter>
          <AlertDialogCancel asChild>
            <Button disabled={pending}>{t('cancel')}</Button>
          </AlertDialogCancel>
          <Button variant={tone} onClick={question.confirm} disabled={pending || locked}>
            {pending && <Spinner />}
            {props.confirmLabel}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  )
}
