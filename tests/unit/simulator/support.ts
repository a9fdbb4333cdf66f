import type { ServedRecord } from '../../../dev/simulator/upstream/served-log'

/** The rule of the simulator, counted in another way. */
export function words(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length
}

async function control(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/_sim/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} /_sim/${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

function isServed(value: unknown): value is { data: ServedRecord[] } {
  return typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data)
}

export async function served(url: string, tag: string): Promise<ServedRecord[]> {
  const answer = await control(url, 'GET', `served?after=0&tag=${encodeURIComponent(tag)}`)
  if (!isServed(answer)) throw new Error('not a served log')
  return answer.data
}

/** The record of `tag` once it is there: ends that the server notices by itself come a moment later. */
export async function servedSoon(url: string, tag: string): Promise<ServedRecord> {
  for (let i = 0; i < 100; i++) {
    const [record] = await served(url, tag)
    if (record) return record
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`nothing served for ${tag}`)
}

export async function last(url: string, tag: string): Promise<{ bodyBase64: string }> {
  const answer = await control(url, 'GET', `last?tag=${encodeURIComponent(tag)}`)
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'bodyBase64' in answer &&
    typeof answer.bodyBase64 === 'string'
  ) {
    return { ...answer, bodyBase64: answer.bodyBase64 }
  }
  throw new Error('not a request')
}

export async function setFault(url: string, match: object, fault: object, times?: number): Promise<string> {
  const answer = await control(url, 'POST', 'faults', { match, fault, ...(times === undefined ? {} : { times }) })
  if (typeof answer === 'object' && answer !== null && 'id' in answer && typeof answer.id === 'string') return answer.id
  throw new Error('no fault id')
}

export async function clearFaults(url: string): Promise<void> {
  await control(url, 'DELETE', 'faults')
}
