// Loaded into a server's process by --import: tells in its log whether Node calls hooks for promises. Only then does a
// promise's own object stand for its callbacks.
import { executionAsyncResource } from 'node:async_hooks'

let told
setInterval(async () => {
  await null
  const state = executionAsyncResource() instanceof Promise ? 'on' : 'off'
  if (state !== told) process.stdout.write(`promise hooks ${state}\n`)
  told = state
}, 100)
