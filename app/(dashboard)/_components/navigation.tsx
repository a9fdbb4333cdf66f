import {
  BookOpenIcon,
  BoxesIcon,
  CircleAlertIcon,
  GaugeIcon,
  KeyRoundIcon,
  MessagesSquareIcon,
  PlusIcon,
  ReceiptTextIcon,
  SettingsIcon,
  WalletIcon,
} from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { NavGroup } from '@/components/layout/nav-types'

/** Sidebar, drawer and command menu show the same pages. */
export async function navigation(): Promise<NavGroup[]> {
  const t = await getTranslations('onboarding.navigation')
  return [
    {
      items: [
        { href: '/overview', label: t('overview'), icon: <GaugeIcon /> },
        { href: '/keys', label: t('keys'), icon: <KeyRoundIcon /> },
        { href: '/playground', label: t('playground'), icon: <MessagesSquareIcon /> },
        { href: '/usage', label: t('usage'), icon: <ReceiptTextIcon /> },
        { href: '/billing', label: t('billing'), icon: <WalletIcon /> },
        { href: '/settings', label: t('settings'), icon: <SettingsIcon /> },
      ],
    },
    {
      label: t('reference'),
      items: [
        { href: '/docs', label: t('docs'), icon: <BookOpenIcon /> },
        { href: '/models', label: t('models'), icon: <BoxesIcon /> },
      ],
    },
  ]
}

/** What people come to do, by name: only the command menu has it. */
export async function commands(): Promise<NavGroup> {
  const t = await getTranslations('onboarding.commands')
  return {
    label: t('title'),
    items: [
      { href: '/keys?new=true', label: t('newKey'), icon: <PlusIcon /> },
      { href: '/billing', label: t('buyCredit'), icon: <WalletIcon /> },
      { href: '/usage?status=failed', label: t('failedCalls'), icon: <CircleAlertIcon /> },
      { href: '/docs/receipts', label: t('checkReceipt'), icon: <ReceiptTextIcon /> },
    ],
  }
}
