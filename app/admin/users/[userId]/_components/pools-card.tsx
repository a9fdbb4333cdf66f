'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { toast } from 'sonner'
import { ActionForm } from '@/components/forms/action-form'
import { FormActions } from '@/components/forms/form-row'
import { SubmitButton } from '@/components/forms/submit-button'
import { Card, CardContent } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { CheckboxGroup } from '../../../_components/checkbox-group'
import { useMay } from '../../../_components/staff'
import { setPools } from '../../plan-actions'

type PoolsCardProps = {
  userId: string
  /** Private pools, and those the person was let into while they were. */
  pools: readonly { id: string; name: string }[]
  chosen: readonly string[]
}

/** The private pools that a person may make keys on. */
export function PoolsCard({ userId, pools, chosen }: PoolsCardProps) {
  const t = useTranslations('operator.userPools')
  const router = useRouter()
  const may = useMay('admin')
  const save = async (form: FormData) =>
    await setPools({ userId, poolIds: form.getAll('poolIds').filter((id) => id !== ''), expected: chosen })
  const saved = () => {
    toast.success(t('saved'))
    router.refresh()
  }
  return (
    <Card>
      <CardContent>
        {pools.length === 0 ? (
          <p className="text-center text-ink-soft text-sm">{t('none')}</p>
        ) : (
          <ActionForm action={save} onSuccess={saved}>
            <fieldset disabled={!may} className="min-w-0">
              <legend className="sr-only">{t('title')}</legend>
              <CheckboxGroup legend={t('legend')}>
                {pools.map((pool) => (
                  <Field key={pool.id} label={pool.name} layout="row">
                    <Checkbox name="poolIds" value={pool.id} defaultChecked={chosen.includes(pool.id)} />
                  </Field>
                ))}
              </CheckboxGroup>
            </fieldset>
            {may && (
              <FormActions>
                <SubmitButton variant="secondary">{t('save')}</SubmitButton>
              </FormActions>
            )}
          </ActionForm>
        )}
      </CardContent>
    </Card>
  )
}
