import { ArrowDownIcon } from 'lucide-react'
import { getTranslations } from 'next-intl/server'

const lanes = [
  { name: 'OpenAI', paths: ['/v1/responses', '/v1/chat/completions', '/v1/embeddings'] },
  { name: 'Anthropic', paths: ['/v1/messages', '/v1/messages/count_tokens'] },
  { name: 'Gemini', paths: ['/v1beta/models/{model}:generateContent', ':streamGenerateContent'] },
] as const

/** The three protocols as signs over the lanes of a road: each SDK keeps to its own. */
export async function LaneSigns() {
  const t = await getTranslations('landing')
  return (
    <section aria-label={t('lanes')} className="bg-road">
      <div aria-hidden className="h-1.5 bg-edge" />
      <ul className="mx-auto grid w-full max-w-[1264px] px-4 md:grid-cols-3 md:px-8">
        {lanes.map((lane) => (
          <li
            key={lane.name}
            className="flex flex-col items-center gap-6 px-2 pb-8 max-md:pb-4 md:px-6 md:pb-10 md:not-first:lane-edge-left"
          >
            <div aria-hidden className="flex w-1/2 justify-between">
              <span className="h-4 w-1 bg-edge" />
              <span className="h-4 w-1 bg-edge" />
            </div>
            <div className="sign-edge -mt-6 flex w-full flex-1 flex-col items-center gap-2 rounded-lg bg-sign [--sign-ground:var(--sign)] px-4 py-5 text-center text-sign-ink">
              <h2 className="font-semibold text-2xl tracking-tight">{lane.name}</h2>
              <ul className="flex flex-col font-mono text-sm">
                {lane.paths.map((path) => (
                  <li key={path}>{path}</li>
                ))}
              </ul>
            </div>
            <ArrowDownIcon aria-hidden strokeWidth={2.5} className="size-10 text-road-paint max-md:size-6" />
          </li>
        ))}
      </ul>
    </section>
  )
}
