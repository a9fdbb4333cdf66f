'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { ImportPricesView } from '@/lib/management-api'
import { ChoiceField } from '../../_components/choice-field'
import { ImportDifference } from './import-difference'
import { type PriceFile, sendImport } from './send-import'

const maxFileBytes = 20 * 1_048_576
const kinds = [
  { value: 'genai-prices', label: 'genai-prices (data.json)' },
  { value: 'litellm', label: 'LiteLLM (model_prices_and_context_window.json)' },
]

type Shown = { file: PriceFile; view: ImportPricesView }

/** Reads a price file, shows what it would change, and changes exactly that. */
export function ImportDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('admin.models.import')
  const ui = useTranslations('ui')
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)

  async function send(file: PriceFile): Promise<ImportPricesView | null> {
    setPending(true)
    setProblem(null)
    try {
      const result = await sendImport(file)
      if (result.ok) return result.data
      setProblem(result.error.message || t('failed'))
    } catch {
      setProblem(t('failed'))
    } finally {
      setPending(false)
    }
    return null
  }

  async function compare(form: FormData): Promise<void> {
    setShown(null)
    const upload = form.get('file')
    const url = String(form.get('url') ?? '').trim()
    const content = upload instanceof File && upload.size > 0 ? upload : null
    if ((content === null) === (url === '')) return setProblem(t('oneOf'))
    if (content && content.size > maxFileBytes) return setProblem(t('tooLarge'))
    const source = String(form.get('source'))
    const file: PriceFile = content ? { source, content: await content.text() } : { source, url }
    const view = await send(file)
    if (view) setShown({ file, view })
  }

  async function apply({ file, view }: Shown): Promise<void> {
    const done = await send({ ...file, applyHash: view.hash })
    if (!done) return setShown(null)
    toast.success(t('done', { count: done.added + done.changed }))
    onOpenChange(false)
    router.refresh()
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void compare(new FormData(event.currentTarget))
  }
  const count = shown ? shown.view.added + shown.view.changed : 0
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-3xl">
        <DialogHeader>
          <DialogTitle>{t('title')}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        <form onSubmit={submit} onChange={() => setShown(null)} className="flex flex-col gap-4">
          <ChoiceField label={t('kind')} name="source" options={kinds} defaultValue="genai-prices" />
          <Field label={t('file')} name="file" hint={t('fileHint')}>
            <Input type="file" accept="application/json,.json" />
          </Field>
          <Field label={t('url')} name="url" hint={t('urlHint')}>
            <Input type="url" placeholder="https://" />
          </Field>
          <div aria-live="polite">{problem && <Callout tone="red">{problem}</Callout>}</div>
          {shown && <ImportDifference view={shown.view} />}
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            {shown && count > 0 ? (
              <Button variant="primary" disabled={pending} onClick={() => void apply(shown)}>
                {t('apply', { count })}
              </Button>
            ) : (
              <Button type="submit" variant="primary" disabled={pending}>
                {pending ? t('comparing') : t('compare')}
              </Button>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
