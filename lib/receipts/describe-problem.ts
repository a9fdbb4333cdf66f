import type { ReceiptProblem, ReceiptProblemCode } from './types'

const sentences: Readonly<Record<ReceiptProblemCode, (problem: ReceiptProblem) => string>> = {
  not_whole_number: ({ subject, found }) => `${subject} is not a number that it may be: ${found}`,
  wrong_quantity: ({ subject, found, computed }) => `${subject}: the line counts ${found}, the usage says ${computed}`,
  wrong_amount: ({ subject, found, computed }) =>
    `${subject}: quantity × unit price is ${computed || 'not a number'}, the line says ${found}`,
  missing_line: ({ subject, computed }) => `${subject}: ${computed} were used, but there is no line for them`,
  repeated_line: ({ subject }) => `${subject}: there is more than one line`,
  unknown_line: ({ subject }) => `${subject}: nothing of it was used`,
  wrong_total: ({ found, computed }) => `the lines come to ${computed}, the receipt says ${found}`,
  wrong_charge: ({ found, computed }) => `charged and loss are ${found} together, the cost is ${computed}`,
}

/** A problem in one English sentence, for terminals. */
export function describeProblem(problem: ReceiptProblem): string {
  return sentences[problem.code](problem)
}
