import type { Source } from './sources'

type TextRule = { name: string; applies: RegExp; except: RegExp; forbids: RegExp }

const product = /^(app|components|lib|server\.ts|proxy\.ts|instrumentation\.ts)/
const none = /$^/

const rules: TextRule[] = [
  {
    name: 'only lib/redis/keys.ts builds Redis keys',
    applies: product,
    except: /^lib\/redis\/keys\.ts$/,
    forbids: /['"`]gw:/,
  },
  {
    name: 'the request path knows no provider, SQL or Redis',
    applies: /^lib\/gateway\/handle-exchange\.ts$/,
    except: none,
    forbids: /\b(openai|anthropic|gemini|redis|sql|select|insert into)\b/i,
  },
  {
    // lib/rest-page-contexts.ts counts a page until its handler and its answer have ended.
    name: 'no page works on after its request',
    applies: /^(app|components|lib|proxy\.ts)/,
    except: none,
    forbids: /import .*\b(after|unstable_after|NextFetchEvent)\b.* from 'next\/(server|cache)'|\bwaitUntil\b/,
  },
  {
    name: 'no check is switched off',
    applies: /\.(ts|tsx|mts|mjs|cjs)$/,
    except: /^tests\/architecture\//,
    forbids: /biome-ignore|eslint-disable|@ts-ignore|@ts-nocheck|@ts-expect-error/,
  },
  {
    name: 'nothing is left for later',
    applies: /./,
    except: /^tests\/architecture\//,
    forbids: /\b(TODO|FIXME|XXX|HACK)\b/,
  },
  {
    name: 'no test is focused, left out or empty',
    applies: /^tests\//,
    except: /^tests\/architecture\//,
    forbids: /\b(it|test|describe)\.(only|skip|todo)\(/,
  },
]

/** Lines that break a rule of this house. */
export function findForbiddenTexts(sources: Source[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const applying = rules.filter((rule) => rule.applies.test(path) && !rule.except.test(path))
    return text.split('\n').flatMap((line, index) => {
      const broken = applying.filter((rule) => rule.forbids.test(line))
      return broken.map((rule) => `${path}:${index + 1}: ${rule.name}`)
    })
  })
}
