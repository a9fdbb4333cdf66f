import type { Stripe } from 'stripe'
import { type JsonObject, objectAt } from '../../json'
import { refuse, refuseAbsent, refuseMissing } from '../errors'
import { emit, previousOf, type StripeContext } from '../events'
import { listPage } from '../lists'
import { newPrice, newProduct } from '../objects/catalogue'
import { boolAt, currencyAt, integerAt, metadataAfter, oneOf, requiredText, textAt, textsAt } from '../params'
import { idOf } from '../payments'
import { type ApiCall, type ApiRoute, firstId } from './handler'

const intervals = ['day', 'week', 'month', 'year'] as const

function productFrom(context: StripeContext, params: JsonObject): Stripe.Product {
  const id = textAt(params, 'id')
  if (id !== null && context.store.products.has(id))
    refuse(400, 'Product already exists.', 'resource_already_exists', 'id')
  const product = newProduct(context.store, {
    ...(id === null ? {} : { id }),
    name: requiredText(params, 'name'),
    description: textAt(params, 'description'),
    tax_code: textAt(params, 'tax_code'),
    active: boolAt(params, 'active') ?? true,
    metadata: metadataAfter({}, params),
  })
  emit(context, 'product.created', product)
  return product
}

/** A price of the catalogue, or one given in place (`price_data`). */
export function priceFrom(context: StripeContext, params: JsonObject): Stripe.Price {
  const productData = objectAt(params, 'product_data')
  const productId = textAt(params, 'product')
  const product = productData
    ? productFrom(context, productData)
    : (context.store.products.get(productId ?? '') ?? refuseMissing('product', productId ?? '', 'product'))
  const recurring = objectAt(params, 'recurring')
  const unitAmount = integerAt(params, 'unit_amount') ?? refuseAbsent('unit_amount')
  if (unitAmount < 0) refuse(400, 'Invalid non-negative integer', 'parameter_invalid_integer', 'unit_amount')
  return newPrice(context.store, {
    product: product.id,
    currency: currencyAt(params),
    unit_amount: unitAmount,
    nickname: textAt(params, 'nickname') ?? product.name,
    lookup_key: textAt(params, 'lookup_key'),
    tax_behavior: oneOf(params, 'tax_behavior', ['exclusive', 'inclusive', 'unspecified'], 'unspecified'),
    metadata: metadataAfter({}, params),
    recurring: recurring ? recurringFrom(recurring) : null,
  })
}

function recurringFrom(params: JsonObject): Stripe.Price.Recurring {
  requiredText(params, 'interval')
  return {
    interval: oneOf(params, 'interval', intervals, 'month'),
    interval_count: integerAt(params, 'interval_count') ?? 1,
    meter: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}

export function findPrice(context: StripeContext, id: string): Stripe.Price {
  return context.store.prices.get(id) ?? refuseMissing('price', id, 'price')
}

function createPrice(call: ApiCall): object {
  const price = priceFrom(call.context, call.params)
  emit(call.context, 'price.created', price)
  return price
}

function updatePrice(call: ApiCall): object {
  const price = findPrice(call.context, firstId(call))
  const before = structuredClone(price)
  price.active = boolAt(call.params, 'active') ?? price.active
  price.nickname = textAt(call.params, 'nickname') ?? price.nickname
  price.metadata = metadataAfter(price.metadata, call.params)
  emit(call.context, 'price.updated', price, previousOf(before, price))
  return price
}

function listPrices(call: ApiCall): object {
  const { params } = call
  const product = textAt(params, 'product')
  const active = boolAt(params, 'active')
  const keys = textsAt(params, 'lookup_keys')
  return listPage(
    call.context.store.prices.values(),
    params,
    call.path,
    (price) =>
      (product === null || idOf(price.product) === product) &&
      (active === null || price.active === active) &&
      (keys.length === 0 || (price.lookup_key !== null && keys.includes(price.lookup_key))),
  )
}

function findProduct(call: ApiCall): Stripe.Product {
  const id = firstId(call)
  return call.context.store.products.get(id) ?? refuseMissing('product', id)
}

function updateProduct(call: ApiCall): object {
  const product = findProduct(call)
  const before = structuredClone(product)
  product.name = textAt(call.params, 'name') ?? product.name
  if ('description' in call.params) product.description = textAt(call.params, 'description')
  product.active = boolAt(call.params, 'active') ?? product.active
  product.default_price = textAt(call.params, 'default_price') ?? product.default_price ?? null
  product.metadata = metadataAfter(product.metadata, call.params)
  product.updated = call.context.store.now()
  emit(call.context, 'product.updated', product, previousOf(before, product))
  return product
}

function listProducts(call: ApiCall): object {
  const active = boolAt(call.params, 'active')
  const ids = textsAt(call.params, 'ids')
  return listPage(
    call.context.store.products.values(),
    call.params,
    call.path,
    (product) => (active === null || product.active === active) && (ids.length === 0 || ids.includes(product.id)),
  )
}

function deleteProduct(call: ApiCall): object {
  const product = findProduct(call)
  for (const price of call.context.store.prices.values()) {
    if (idOf(price.product) === product.id)
      refuse(400, 'This product cannot be deleted because it has one or more prices.')
  }
  call.context.store.products.delete(product.id)
  emit(call.context, 'product.deleted', product)
  return { id: product.id, object: 'product', deleted: true }
}

export const catalogueRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/v1/products', handle: (call) => productFrom(call.context, call.params) },
  { method: 'GET', path: '/v1/products', handle: listProducts },
  { method: 'GET', path: '/v1/products/:id', handle: findProduct },
  { method: 'POST', path: '/v1/products/:id', handle: updateProduct },
  { method: 'DELETE', path: '/v1/products/:id', handle: deleteProduct },
  { method: 'POST', path: '/v1/prices', handle: createPrice },
  { method: 'GET', path: '/v1/prices', handle: listPrices },
  { method: 'GET', path: '/v1/prices/:id', handle: (call) => findPrice(call.context, firstId(call)) },
  { method: 'POST', path: '/v1/prices/:id', handle: updatePrice },
]
