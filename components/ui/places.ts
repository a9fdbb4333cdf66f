/** 0 … count − 1: for drawing things whose only identity is their place. */
export function places(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, place) => place)
}
