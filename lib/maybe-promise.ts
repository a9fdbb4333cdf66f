/** What a hot verb answers: at once when nothing has to be waited for. */
export type MaybePromise<T> = T | Promise<T>

/** Whether an answer has to be waited for; `await` of a plain value costs a turn of the microtask queue, and each call has dozens. */
export function isPromise<T>(answer: MaybePromise<T>): answer is Promise<T> {
  return answer instanceof Promise
}
