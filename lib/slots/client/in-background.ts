import { isPromise, type MaybePromise } from '../../maybe-promise'

/** Does what needn't be waited for; what is left behind when it fails ends by itself in the store. */
export function inBackground(work: MaybePromise<unknown>): void {
  if (isPromise(work)) work.catch(() => undefined)
}
