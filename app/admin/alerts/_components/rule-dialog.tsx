'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useCallback, useRef, useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import type { AlertRuleView } from '@/lib/alerts/schemas'
import { foldErrors } from '../../_components/fold-errors'
import { createRule, updateRule } from '../actions'
import { conditionOf, typedCondition } from './condition'
import { DeliveryFields } from './delivery-fields'
import type { RuleChoices } from './load-choices'
import { PreviewCard } from './preview-card'
import { RuleFields } from './rule-fields'
import { ruleInput } from './rule-input'

type RuleDialogProps = {
  /** Null = a new one. */
  rule: AlertRuleView | null
  choices: RuleChoices
  onClose: () => void
}

/** Makes or changes a rule while one sees what its metric says right now. */
export function RuleDialog({ rule, choices, onClose }: RuleDialogProps) {
  const t = useTranslations('alerts')
  const ui = useTranslations('ui')
  const router = useRouter()
  const { box, condition, read } = useCondition(rule)
  const save = async (form: FormData) => {
    const input = ruleInput(form)
    const send = rule ? updateRule({ ...input, id: rule.id, version: rule.version }) : createRule(input)
    return foldErrors(form, await send)
  }
  const saved = (view: AlertRuleView) => {
    toast.success(t(rule ? 'done.saved' : 'done.added', { name: view.name }))
    onClose()
    router.refresh()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{rule ? t('form.edit', { name: rule.name }) : t('form.add')}</DialogTitle>
          <DialogDescription>{t('form.hint')}</DialogDescription>
        </DialogHeader>
        <div ref={box}>
          <ActionForm action={save} onSuccess={saved} onChange={read}>
            <RuleFields rule={rule} choices={choices} metric={condition.metric} onShown={read} />
            <PreviewCard condition={condition} />
            <DeliveryFields rule={rule} />
            <DialogFooter>
              <DialogClose asChild>
                <Button>{ui('cancel')}</Button>
              </DialogClose>
              <SubmitButton>{t(rule ? 'form.save' : 'form.create')}</SubmitButton>
            </DialogFooter>
          </ActionForm>
        </div>
      </DialogContent>
    </Dialog>
  )
}

/** Reads the condition out of the form at every change, and when another metric brought other fields. */
function useCondition(rule: AlertRuleView | null) {
  const box = useRef<HTMLDivElement>(null)
  const [condition, setCondition] = useState(() => conditionOf(rule))
  const read = useCallback(() => {
    const form = box.current?.querySelector('form')
    if (form) setCondition((before) => typedCondition(new FormData(form), before))
  }, [])
  return { box, condition, read }
}
