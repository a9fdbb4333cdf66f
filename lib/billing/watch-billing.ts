import { everyId, subscribe } from '../redis'

/** Calls `onChange` whenever a customer's money or plan changed, in whichever process, until the answer is called. */
export function watchBilling(userId: string, onChange: () => void): () => void {
  const hear = (id: string) => {
    if (id === userId || id === everyId) onChange()
  }
  const stops = [subscribe('user', hear), subscribe('subscription', hear)]
  return () => {
    for (const stop of stops) stop()
  }
}
