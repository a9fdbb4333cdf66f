import { isObject, stringAt } from '../json'
import type { Prompt } from './prompt'

/** Adds a message's content (text, or a list of parts with `text`) to the prompt; gives back its text. */
export function addContent(prompt: Prompt, content: unknown): string {
  if (typeof content === 'string') {
    prompt.add(content)
    return content
  }
  let said = ''
  for (const part of Array.isArray(content) ? content : []) {
    if (!isObject(part)) continue
    const text = stringAt(part, 'text')
    if (text === null) {
      prompt.addMedia(stringAt(part, 'type') ?? 'media')
      continue
    }
    prompt.add(text)
    said += said === '' ? text : `\n${text}`
  }
  return said
}
