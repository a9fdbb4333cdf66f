import { writeAudit } from '../audit'
import { actorName } from '../auth/actor-name'
import type { ActorContext } from '../auth/types'
import { inTransaction } from '../db/prisma'
import { prismaSql } from '../db/prisma-sql'
import { announcePrices, listPriceVersions, putPrice } from '../pricing'
import { modelPriceJson, priceInputOf } from './model-price-json'
import type { ModelPriceView, PutModelPriceInput } from './model-price-schemas'

/** Puts a model's price in force from now on, in every process within 1 s, with its audit row; the same price again changes nothing. Throws conflict when the version in force isn't `basedOn`. */
export async function putModelPrice(
  ctx: ActorContext,
  model: string,
  input: PutModelPriceInput,
): Promise<ModelPriceView> {
  const view = await inTransaction(async (tx) => {
    const sql = prismaSql(tx)
    const [before] = await listPriceVersions(model, sql)
    const { basedOn } = input
    const change = { model, price: priceInputOf(input), createdBy: actorName(ctx) }
    const { price, isNew } = await putPrice(basedOn === undefined ? change : { ...change, basedOn }, sql)
    const after = modelPriceJson(price)
    if (isNew) {
      const sides = { before: before ? modelPriceJson(before) : null, after }
      await writeAudit(tx, ctx, { action: 'model_price.put', subjectKind: 'model_price', subjectId: model, ...sides })
    }
    return after
  })
  await announcePrices(model)
  return view
}
