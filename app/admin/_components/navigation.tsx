import {
  ActivityIcon,
  BellIcon,
  GaugeIcon,
  GiftIcon,
  KeyRoundIcon,
  LayersIcon,
  MegaphoneIcon,
  PercentIcon,
  RouteIcon,
  ScaleIcon,
  ScrollTextIcon,
  ServerIcon,
  SlidersHorizontalIcon,
  SplitIcon,
  TagsIcon,
  TicketIcon,
  UsersIcon,
} from 'lucide-react'
import type { NavGroup } from '@/components/layout/nav-types'

type Word =
  | 'overview'
  | 'traffic'
  | 'accounts'
  | 'pools'
  | 'requests'
  | 'routeExplain'
  | 'customers'
  | 'users'
  | 'models'
  | 'plans'
  | 'codes'
  | 'money'
  | 'ledger'
  | 'costs'
  | 'operation'
  | 'alerts'
  | 'audit'
  | 'announcements'
  | 'settings'
  | 'tokens'
  | 'system'

/** The operator's pages, as the sidebar and the command menu list them. */
export function adminNavigation(t: (word: Word) => string): NavGroup[] {
  return [
    { items: [{ href: '/admin', label: t('overview'), icon: <GaugeIcon />, exact: true }] },
    {
      label: t('traffic'),
      items: [
        { href: '/admin/upstream-accounts', label: t('accounts'), icon: <RouteIcon /> },
        { href: '/admin/account-pools', label: t('pools'), icon: <LayersIcon /> },
        { href: '/admin/requests', label: t('requests'), icon: <ActivityIcon /> },
        { href: '/admin/route-explain', label: t('routeExplain'), icon: <SplitIcon /> },
      ],
    },
    {
      label: t('customers'),
      items: [
        { href: '/admin/users', label: t('users'), icon: <UsersIcon /> },
        { href: '/admin/plans', label: t('plans'), icon: <TicketIcon /> },
        { href: '/admin/redeem-codes', label: t('codes'), icon: <GiftIcon /> },
        { href: '/admin/models', label: t('models'), icon: <TagsIcon /> },
        { href: '/admin/ledger', label: t('ledger'), icon: <ScaleIcon /> },
        { href: '/admin/margin', label: t('costs'), icon: <PercentIcon /> },
      ],
    },
    {
      label: t('operation'),
      items: [
        { href: '/admin/alerts', label: t('alerts'), icon: <BellIcon /> },
        { href: '/admin/announcements', label: t('announcements'), icon: <MegaphoneIcon /> },
        { href: '/admin/audit-log', label: t('audit'), icon: <ScrollTextIcon /> },
        { href: '/admin/settings', label: t('settings'), icon: <SlidersHorizontalIcon /> },
        { href: '/admin/management-tokens', label: t('tokens'), icon: <KeyRoundIcon /> },
        { href: '/admin/system', label: t('system'), icon: <ServerIcon /> },
      ],
    },
  ]
}
