/** An upstream's words with what names the operator masked: ids of organisation, project and key, and addresses. */
export function maskRefusal(text: string): string {
  return text
    .replace(/\b(org|proj|acct)[-_][A-Za-z0-9]{6,}/g, '$1-…')
    .replace(/\b(sk|key)-[A-Za-z0-9_*-]{6,}/g, '$1-…')
    .replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '…')
    .replace(/https?:\/\/localhost[^\s"\\]*/g, '…')
}
