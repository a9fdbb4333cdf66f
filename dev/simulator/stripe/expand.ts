import { isObject } from '../json'
import type { StripeStore } from './store'

const pathsMax = 20
const depthMax = 4

/** The object with the ids at `paths` replaced by the objects they name; what isn't an id stays. */
export function expanded(store: StripeStore, value: object, paths: readonly string[]): object {
  let result: unknown = value
  for (const path of paths.slice(0, pathsMax)) {
    const parts = path.split('.').slice(0, depthMax + 1)
    result = expandAt(store, result, parts)
  }
  return isObject(result) ? result : value
}

function expandAt(store: StripeStore, value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(value)) return value.map((item) => expandAt(store, item, path))
  if (!isObject(value)) return value
  const found = value[key]
  const replaced = typeof found === 'string' ? (lookUp(store, found) ?? found) : found
  return { ...value, [key]: rest.length > 0 ? expandAt(store, replaced, rest) : replaced }
}

/** Ids say by their prefix where they belong. */
function lookUp(store: StripeStore, id: string): object | null {
  const collections: Readonly<Record<string, ReadonlyMap<string, object>>> = {
    cus: store.customers,
    prod: store.products,
    price: store.prices,
    pm: store.paymentMethods,
    pi: store.paymentIntents,
    ch: store.charges,
    re: store.refunds,
    du: store.disputes,
    cs: store.sessions,
    sub: store.subscriptions,
    in: store.invoices,
  }
  return collections[id.slice(0, id.indexOf('_'))]?.get(id) ?? (store.deletedCustomers.get(id) || null)
}
