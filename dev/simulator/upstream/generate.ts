import type { JsonObject } from '../json'
import { stringAt } from '../json'
import type { Answer, AnswerRequest } from './answer'
import { refuse } from './errors'
import type { Exchange } from './exchange'
import { type Fault, faultOfModel } from './faults'
import { type Pace, paceFrom } from './pace'
import { planAnswer } from './plan-answer'
import { tagOf, wishesOf } from './wishes'

export interface Prepared {
  readonly model: string
  readonly answer: Answer
  readonly pace: Pace
  readonly fault: Fault | null
}

/** What all generating calls begin with: model, tag, fault, plan, pace. `pathModel` is for protocols that name it in the path. */
export function prepare(
  exchange: Exchange,
  body: JsonObject,
  read: (model: string) => AnswerRequest,
  pathModel: string | null = null,
): Prepared {
  const model = pathModel ?? stringAt(body, 'model')
  if (model === null) refuse(400, 'you must provide a model parameter', null, 'model')
  exchange.model = model
  // The tag of the metadata first, so that a refusal below is logged with it too.
  exchange.tag = tagOf(wishesOf(body, ''))
  refuseUnknown(exchange, model)
  const request = read(model)
  const wishes = wishesOf(body, request.prompt.lastUserText)
  exchange.tag = tagOf(wishes)
  const { apiKey, path, tag, state } = exchange
  const fault = state.faults.take({ apiKey, model, path, tag }) ?? faultOfModel(model)
  const answer = planAnswer(request, wishes, state.cache, apiKey ?? '')
  return { model, answer, pace: paceFrom(state.pace, wishes, 'sim_'), fault }
}

function refuseUnknown(exchange: Exchange, model: string): void {
  if (!model.startsWith('sim-unknown')) return
  if (exchange.dialect === 'anthropic') refuse(404, `model: ${model}`)
  if (exchange.dialect === 'gemini') {
    refuse(404, `models/${model} is not found for API version v1beta, or is not supported for generateContent.`)
  }
  refuse(404, `The model \`${model}\` does not exist or you do not have access to it.`, 'model_not_found')
}
