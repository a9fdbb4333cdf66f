/** Tool types of the OpenAI APIs that the caller (or a free remote) runs: they cost tokens only. */
const callerTools = new Set([
  'function',
  'custom',
  'namespace',
  'local_shell',
  'shell',
  'apply_patch',
  'mcp',
  'computer',
  'computer_use_preview',
  'tool_search',
])

/** The hosted tools among `types`, without a version's date: what the price entry must name. */
export function hostedToolsOf(types: readonly string[]): string[] {
  return [
    ...new Set(types.filter((type) => !callerTools.has(type)).map((type) => type.replace(/_\d{4}_\d{2}_\d{2}$/, ''))),
  ]
}

/** The hosted tool behind an output item's type (`web_search_call` → `web_search`), or null. */
export function toolOfItem(type: string): string | null {
  if (!type.endsWith('_call')) return null
  const tool = type.slice(0, -'_call'.length)
  return callerTools.has(tool) ? null : tool
}
