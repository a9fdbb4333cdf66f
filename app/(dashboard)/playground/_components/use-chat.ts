'use client'

import { useEffect, useRef, useState } from 'react'
import { type CallCost, callCostAction } from '../actions'
import { type ChatModel, type ChatParameters, type ChatTurn, chatCall } from './chat-call'
import { type CallEnd, sendCall } from './send-call'

export type Message = ChatTurn & {
  id: number
  /** Of an answer: null while it comes. */
  end: CallEnd | null
  requestId: string | null
  cost: CallCost | null
}

const askEveryMs = 500
const maxAsks = 60

/** A call's cost is there a moment after its end; later when an upstream is still being drained. */
async function waitForCost(requestId: string, isWanted: () => boolean): Promise<CallCost | null> {
  for (let ask = 0; ask < maxAsks && isWanted(); ask++) {
    const result = await callCostAction({ requestId }).catch(() => null)
    if (result && (!result.ok || result.data)) return result.ok ? result.data : null
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
  return null
}

/** What a call may build on: everything said so far, but not answers that never came. */
const turnsOf = (messages: readonly Message[]): ChatTurn[] =>
  messages.filter(({ text }) => text !== '').map(({ role, text }) => ({ role, text }))

/** A conversation that lives only in this page. */
export function useChat() {
  const [messages, setMessages] = useState<readonly Message[]>([])
  const running = useRef<AbortController | null>(null)
  const mounted = useRef(true)
  const nextId = useRef(0)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
      running.current?.abort()
    }
  }, [])
  const change = (id: number, how: (message: Message) => Partial<Message>) =>
    setMessages((all) => all.map((each) => (each.id === id ? { ...each, ...how(each) } : each)))
  const make = (role: ChatTurn['role'], text: string): Message => {
    nextId.current += 1
    return { id: nextId.current, role, text, end: null, requestId: null, cost: null }
  }
  const run = async (keyId: string, model: ChatModel, said: readonly Message[], parameters: ChatParameters) => {
    const answer = make('assistant', '')
    const abort = new AbortController()
    running.current = abort
    setBusy(true)
    setMessages([...said, answer])
    let requestId: string | null = null
    const end = await sendCall(keyId, chatCall(model, turnsOf(said), parameters), abort.signal, {
      onStart: (id) => {
        requestId = id
        change(answer.id, () => ({ requestId: id }))
      },
      onText: (text) => change(answer.id, (message) => ({ text: message.text + text })),
    })
    change(answer.id, () => ({ end }))
    setBusy(false)
    if (requestId === null) return
    const cost = await waitForCost(requestId, () => mounted.current)
    change(answer.id, () => ({ cost }))
  }
  return {
    messages,
    busy,
    turns: turnsOf(messages),
    send: (keyId: string, model: ChatModel, text: string, parameters: ChatParameters) =>
      run(keyId, model, [...messages, make('user', text)], parameters),
    /** Asks again for the last answer. */
    retry: (keyId: string, model: ChatModel, parameters: ChatParameters) =>
      run(keyId, model, messages.slice(0, -1), parameters),
    stop: () => running.current?.abort(),
    clear: () => {
      running.current?.abort()
      setMessages([])
    },
  }
}
