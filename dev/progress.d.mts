export const colors: Record<'bold' | 'dim' | 'green' | 'red' | 'cyan', (text: string) => string>
export function step<T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>
export function say(text?: string): void
export class StartError extends Error {}
export function explain(error: unknown): string
