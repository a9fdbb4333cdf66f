'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useRef } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import type { ParameterFields, ParameterProblems } from './read-parameters'

const numbers = ['temperature', 'topP', 'maxOutputTokens'] as const

type ParametersProps = {
  fields: ParameterFields
  problems: ParameterProblems
  onChange: (fields: ParameterFields) => void
}

/** What goes with every message; an empty field leaves the value to the model. */
export function Parameters({ fields, problems, onChange }: ParametersProps) {
  const t = useTranslations('playground.parameters')
  const errorOf = (name: keyof ParameterFields) => {
    const problem = problems[name]
    return problem === undefined ? undefined : t(problem)
  }
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (Object.keys(problems).length > 0) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [problems])
  return (
    <div ref={box} className="flex flex-col gap-4">
      <Field label={t('instructions')} optional error={errorOf('instructions')}>
        <Textarea
          dir="auto"
          rows={3}
          className="max-h-40"
          value={fields.instructions}
          onChange={(event) => onChange({ ...fields, instructions: event.target.value })}
        />
      </Field>
      {numbers.map((name) => (
        <Field key={name} label={t(name)} optional error={errorOf(name)}>
          <Input
            inputMode={name === 'maxOutputTokens' ? 'numeric' : 'decimal'}
            maxLength={12}
            autoComplete="off"
            placeholder={t('unset')}
            value={fields[name]}
            onChange={(event) => onChange({ ...fields, [name]: event.target.value })}
          />
        </Field>
      ))}
    </div>
  )
}

type ChoiceProps = {
  label: string
  hint?: ReactNode
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

/** One of a list: the key, the model. */
export function Choice({ label, hint, value, options, onChange }: ChoiceProps) {
  return (
    <Field label={label} hint={hint}>
      <Select value={value} onValueChange={onChange}>
        <SelectTrigger className="w-full">
          <SelectValue>{options.find((option) => option.value === value)?.label}</SelectValue>
        </SelectTrigger>
        <SelectContent>
          {options.map((option) => (
            <SelectItem key={option.value} value={option.value}>
              {option.label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  )
}
