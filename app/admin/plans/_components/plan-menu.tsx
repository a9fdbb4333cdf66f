'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { RowMenu } from '@/components/data-table/row-menu'
import { DropdownMenuItem } from '@/components/ui/dropdown-menu'
import type { PlanView } from '@/lib/plans'
import { Only } from '../../_components/staff'
import { useRun } from '../../_components/use-run'
import { changePlan } from '../actions'

type PlanMenuProps = { plan: PlanView; onEdit: (plan: PlanView) => void }

export function PlanMenu({ plan, onEdit }: PlanMenuProps) {
  const t = useTranslations('operator.plans')
  const { run } = useRun()
  const { id, name, forSale, version } = plan
  const toggle = () =>
    run(() => changePlan({ id, forSale: !forSale, version }), t(forSale ? 'done.hidden' : 'done.offered', { name }))
  return (
    <RowMenu row={name}>
      <DropdownMenuItem asChild>
        <Link href={`/admin/plans/${id}`}>{t('menu.subscribers')}</Link>
      </DropdownMenuItem>
      <Only>
        <DropdownMenuItem onSelect={() => onEdit(plan)}>{t('menu.edit')}</DropdownMenuItem>
        <DropdownMenuItem onSelect={toggle}>{t(forSale ? 'menu.hide' : 'menu.offer')}</DropdownMenuItem>
      </Only>
    </RowMenu>
  )
}
