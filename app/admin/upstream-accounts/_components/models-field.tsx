'use client'

import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Spinner } from '@/components/ui/spinner'
import { Textarea } from '@/components/ui/textarea'
import type { UpstreamAccountView } from '@/lib/upstream-accounts'
import { fetchModels } from '../actions'

const linesOf = (text: string) => text.split(/[\n,]/).flatMap((line) => line.trim() || [])

/** The models an account serves: typed, or picked from what its upstream lists. */
export function ModelsField({ account }: { account: UpstreamAccountView | null }) {
  const t = useTranslations('admin.accounts.form')
  const [text, setText] = useState(account?.models.join('\n') ?? '')
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('models')} name="models" hint={t('modelsHint')} optional>
        <Textarea
          className="font-mono"
          rows={3}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t('modelsExample')}
        />
      </Field>
      {account && <UpstreamList accountId={account.id} chosen={linesOf(text)} onChange={setText} />}
    </div>
  )
}

type UpstreamListProps = { accountId: string; chosen: readonly string[]; onChange: (text: string) => void }

function UpstreamList({ accountId, chosen, onChange }: UpstreamListProps) {
  const t = useTranslations('operator.modelList')
  const [pending, startTransition] = useTransition()
  const [models, setModels] = useState<readonly string[] | null>(null)
  const [problem, setProblem] = useState('')
  const load = () =>
    startTransition(async () => {
      const result = await fetchModels({ id: accountId })
      setModels(result.ok ? result.data.models : null)
      setProblem(result.ok ? '' : result.error.message)
    })
  const toggle = (model: string) =>
    onChange((chosen.includes(model) ? chosen.filter((name) => name !== model) : [...chosen, model]).join('\n'))
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Button size="sm" onClick={load} disabled={pending}>
          {pending && <Spinner />}
          {t('fetch')}
        </Button>
        {models && <span className="text-ink-soft text-xs">{t('found', { count: models.length })}</span>}
        <span role="alert" className="text-red text-xs empty:hidden">
          {problem}
        </span>
      </div>
      {models && models.length > 0 && (
        <ul
          aria-label={t('label')}
          className="flex max-h-44 flex-wrap gap-1.5 overflow-y-auto rounded-lg border border-line bg-sunken p-2"
        >
          {models.map((model) => (
            <li key={model}>
              <Button
                size="sm"
                variant={chosen.includes(model) ? 'secondary' : 'ghost'}
                aria-pressed={chosen.includes(model)}
                onClick={() => toggle(model)}
                className="font-mono text-xs"
              >
                {chosen.includes(model) && '✓ '}
                {model}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
