'use client'

import { useTranslations } from 'next-intl'
import { FormRow } from '@/components/forms/form-row'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'

const usualVersion = '2024-10-21'

/** What Azure's addresses need beside the resource: deployments or v1, and the version they are asked in. */
export function AzureFields({ azure }: { azure: UpstreamAccountView['azure'] }) {
  const t = useTranslations('admin.accounts.form')
  return (
    <FormRow>
      <Field label={t('apiVersion')} name="azure.apiVersion" hint={t('apiVersionHint')}>
        <Input
          className="font-mono"
          defaultValue={azure ? (azure.apiVersion ?? '') : usualVersion}
          autoComplete="off"
        />
      </Field>
      <Field label={t('deploymentPaths')} hint={t('deploymentPathsHint')} layout="row">
        <Checkbox name="azure.deploymentPaths" defaultChecked={azure?.deploymentPaths ?? true} />
      </Field>
    </FormRow>
  )
}
