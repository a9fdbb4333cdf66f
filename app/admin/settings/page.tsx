import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/layout/page-header'
import { PageBody, Section } from '@/components/layout/section'
import { requireAdmin } from '@/lib/auth'
import { mailWay } from '@/lib/mail'
import { loadSettings } from '@/lib/settings'
import { MailCard } from './_components/mail-card'
import { settingRows } from './_components/setting-rows'
import { SettingsList } from './_components/settings-list'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.settings')
  return { title: t('title') }
}

export default async function SettingsPage() {
  const { email } = await requireAdmin()
  const [t, mail, values] = await Promise.all([
    getTranslations('admin.settings'),
    getTranslations('operator.mail'),
    loadSettings(),
  ])
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        crumbs={[{ label: t('admin'), href: '/admin' }, { label: t('title') }]}
      />
      <PageBody>
        <Section title={mail('title')}>
          <MailCard way={mailWay()} email={email} />
        </Section>
        <SettingsList rows={settingRows(values)} />
      </PageBody>
    </>
  )
}
