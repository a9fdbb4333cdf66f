import { ArrowRightIcon } from 'lucide-react'
import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import { type ClientName, clientSnippets } from '@/app/_snippets/client-snippets'
import { requestOrigin } from '@/app/_snippets/request-origin'
import { snippetModels } from '@/app/_snippets/snippet-models'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { demoKey } from '@/lib/operations'
import { LandingPrices } from './_components/landing-prices'
import { LaneSigns } from './_components/lane-signs'

const promises = [
  { key: 'exact', href: '/docs/billing#invariants' },
  { key: 'safe', href: '/docs/reliability#kill' },
  { key: 'fast', href: '/docs/performance' },
] as const

const shown: readonly ClientName[] = ['curl', 'typescript', 'python', 'claudeCode']

export default async function LandingPage() {
  const [t, origin, models, secret] = await Promise.all([
    getTranslations('landing'),
    requestOrigin(),
    snippetModels(),
    demoKey(),
  ])
  const snippets = clientSnippets({ origin, models, secret: secret ?? undefined }).filter(({ client }) =>
    shown.includes(client),
  )
  return (
    <>
      <section className="mx-auto grid w-full max-w-[1264px] gap-x-16 gap-y-12 px-4 pt-16 pb-20 md:px-8 lg:grid-cols-[1.05fr_1fr] lg:pt-24">
        <div className="flex min-w-0 flex-col items-start gap-6">
          <h1 className="text-balance font-semibold text-4xl leading-[1.1] tracking-[-0.03em] md:text-5xl">
            {t('headline')}
          </h1>
          <p className="max-w-xl text-pretty text-base text-ink-soft leading-7">{t('lead')}</p>
          <div className="flex flex-wrap items-center gap-3 pt-2">
            <Button asChild variant="primary" size="lg">
              <Link href="/sign-up">{t('start')}</Link>
            </Button>
            <Button asChild size="lg">
              <Link href="/docs">{t('docs')}</Link>
            </Button>
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-3 self-end">
          <CodeBlock snippets={snippets} />
          <p className="text-ink-soft text-sm">{t(secret === null ? 'code.description' : 'code.demo')}</p>
        </div>
      </section>
      <LaneSigns />
      <section aria-label={t('promises.title')} className="mx-auto w-full max-w-[1264px] px-4 py-20 md:px-8">
        <ul className="grid gap-x-12 gap-y-12 md:grid-cols-3">
          {promises.map(({ key, href }) => (
            <li key={key} className="flex flex-col items-start gap-3">
              <h2 className="font-semibold text-2xl tracking-tight">{t(`promises.${key}.title`)}</h2>
              <p className="text-pretty text-base text-ink-soft leading-7">{t(`promises.${key}.body`)}</p>
              <Link
                href={href}
                className="focus-ring mt-auto inline-flex items-center gap-1.5 rounded-sm font-medium text-accent text-sm underline-offset-4 hover:underline"
              >
                {t(`promises.${key}.link`)}
                <ArrowRightIcon aria-hidden className="size-4" />
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <LandingPrices />
    </>
  )
}
