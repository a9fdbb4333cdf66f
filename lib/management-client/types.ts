import type { Operations } from './generated'

export type OperationName = keyof Operations
export type AnswerOf<N extends OperationName> = Operations[N]['answer']

type Parts<O extends { params: unknown; query: unknown; body: unknown }> = {
  [K in 'params' | 'body' as O[K] extends undefined ? never : K]: O[K]
} & (O['query'] extends undefined ? unknown : { query?: O['query'] })
/** What a call needs: path parameters and body where it has them, a query where it may have one. */
export type InputOf<N extends OperationName> = Parts<Operations[N]>

/** Calls that answer `{data, nextCursor}`. */
export type ListName = {
  [N in OperationName]: AnswerOf<N> extends { data: unknown[]; nextCursor: string | null } ? N : never
}[OperationName]
export type RowOf<N extends ListName> = AnswerOf<N> extends { data: (infer Row)[] } ? Row : never

export type ManagementClient = {
  /** One call by its name in the OpenAPI document, such as `GET /users/{userId}`. Throws ManagementError. */
  call<N extends OperationName>(name: N, input: InputOf<N>, options?: { idempotencyKey?: string }): Promise<AnswerOf<N>>
  /** Every row of a list, page by page as they are asked for. */
  rows<N extends ListName>(name: N, input: InputOf<N>): AsyncGenerator<RowOf<N>>
}
