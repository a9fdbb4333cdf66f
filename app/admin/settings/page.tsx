import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { loadSettings } from '@/lib/settings'
import { settingRows } from './_components/setting-rows'
import { SettingsList } from './_components/settings-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.settings')
  return { title: t('title') }
}

export default async function SettingsPage() {
  await requireAdmin()
  const [t, values] = await Promise.all([getTranslations('admin.settings'), loadSettings()])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody>
        <SettingsList rows={settingRows(values)} />
      </PageBody>
    </>
  )
}
