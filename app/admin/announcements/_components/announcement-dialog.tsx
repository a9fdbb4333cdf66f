'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormRow } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
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
import { Textarea } from '@/components/ui/textarea'
import type { AnnouncementView } from '@/lib/announcements'
import { CheckboxGroup } from '../../_components/checkbox-group'
import { ChoiceField } from '../../_components/choice-field'
import { foldErrors } from '../../_components/fold-errors'
import { addAnnouncement, changeAnnouncement } from '../actions'
import { announcementInput, audienceKinds, kindOf, localTime } from './announcement-input'
import type { Targets } from './load-targets'

type AnnouncementDialogProps = {
  /** Null = a new one. */
  announcement: AnnouncementView | null
  targets: Targets
  onClose: () => void
}

/** Writes an announcement: a draft, until it is published from its menu or with the second button. */
export function AnnouncementDialog({ announcement, targets, onClose }: AnnouncementDialogProps) {
  const t = useTranslations('announcements')
  const ui = useTranslations('ui')
  const router = useRouter()
  const save = async (form: FormData) => {
    const input = announcementInput(form)
    const publish = form.get('publish') === null ? {} : { status: 'published' }
    const send = announcement
      ? changeAnnouncement({ ...input, ...publish, id: announcement.id, version: announcement.version })
      : addAnnouncement({ ...input, ...publish })
    return foldErrors(form, await send)
  }
  const saved = (view: AnnouncementView) => {
    toast.success(t(view.status === 'published' ? 'done.published' : 'done.saved', { title: view.title }))
    onClose()
    router.refresh()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{announcement ? t('form.edit') : t('form.add')}</DialogTitle>
          <DialogDescription>{t('form.hint')}</DialogDescription>
        </DialogHeader>
        <ActionForm action={save} onSuccess={saved}>
          <Words announcement={announcement} />
          <Audience announcement={announcement} targets={targets} />
          {announcement?.status !== 'published' && (
            <Field label={t('form.publish')} name="publish" hint={t('form.publishHint')} layout="row">
              <Checkbox />
            </Field>
          )}
          <DialogFooter>
            <DialogClose asChild>
              <Button>{ui('cancel')}</Button>
            </DialogClose>
            <SubmitButton>{t('form.save')}</SubmitButton>
          </DialogFooter>
        </ActionForm>
      </DialogContent>
    </Dialog>
  )
}

function Words({ announcement }: { announcement: AnnouncementView | null }) {
  const t = useTranslations('announcements.form')
  return (
    <>
      <Field label={t('title')} name="title">
        <Input defaultValue={announcement?.title ?? ''} autoComplete="off" />
      </Field>
      <Field label={t('body')} name="body" hint={t('bodyHint')}>
        <Textarea rows={5} defaultValue={announcement?.body ?? ''} />
      </Field>
      <FormRow>
        <Field label={t('startsAt')} name="startsAt" hint={t('startsHint')} optional>
          <Input type="datetime-local" defaultValue={localTime(announcement?.startsAt ?? null)} />
        </Field>
        <Field label={t('endsAt')} name="endsAt" hint={t('endsHint')} optional>
          <Input type="datetime-local" defaultValue={localTime(announcement?.endsAt ?? null)} />
        </Field>
      </FormRow>
    </>
  )
}

function Audience({ announcement, targets }: { announcement: AnnouncementView | null; targets: Targets }) {
  const t = useTranslations('announcements')
  const audience = announcement?.audience ?? {}
  const [kind, setKind] = useState<string>(kindOf(audience))
  return (
    <>
      <ChoiceField
        label={t('form.audience')}
        name="audience"
        value={kind}
        onValueChange={setKind}
        options={audienceKinds.map((value) => ({ value, label: t(`audiences.${value}`) }))}
      />
      {kind === 'plans' && <Choices name="planIds" choices={targets.plans} chosen={audience.planIds ?? []} />}
      {kind === 'pools' && <Choices name="poolIds" choices={targets.pools} chosen={audience.poolIds ?? []} />}
      {kind === 'users' && (
        <Field label={t('audiences.users')} name="userIds" hint={t('form.usersHint')}>
          <Textarea className="font-mono" rows={3} defaultValue={audience.userIds?.join('\n') ?? ''} />
        </Field>
      )}
    </>
  )
}

type ChoicesProps = { name: 'planIds' | 'poolIds'; choices: Targets['plans']; chosen: readonly string[] }

function Choices({ name, choices, chosen }: ChoicesProps) {
  const t = useTranslations('announcements.form')
  return (
    <CheckboxGroup legend={t(name)} hint={choices.length === 0 ? t('nothingToChoose') : undefined}>
      {choices.map((choice) => (
        <Field key={choice.id} label={choice.name} layout="row">
          <Checkbox name={name} value={choice.id} defaultChecked={chosen.includes(choice.id)} />
        </Field>
      ))}
    </CheckboxGroup>
  )
}
