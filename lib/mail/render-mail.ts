import { defaultLocale, type Locale } from '../i18n/config'

export type MailContent = {
  /** The language it is written in; English unless said otherwise. */
  locale?: Locale
  subject: string
  /** Each one paragraph of plain text. */
  paragraphs: string[]
  /** A code to type, shown large. */
  code?: string
  action?: { label: string; url: string }
  signature: string
}

export type RenderedMail = { subject: string; text: string; html: string }

const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll('\n', '<br>')

function textOf(content: MailContent): string {
  // The space after a link keeps mail programs from taking the next line into it.
  const action = content.action ? [`${content.action.label}: ${content.action.url} `] : []
  const code = content.code === undefined ? [] : [content.code]
  return [...content.paragraphs, ...code, ...action, content.signature].join('\n\n')
}

function htmlOf(content: MailContent): string {
  const paragraph = (inner: string) => `<p style="margin:0 0 16px">${inner}</p>`
  const code =
    content.code === undefined
      ? ''
      : paragraph(`<strong style="font-size:28px;letter-spacing:4px">${escapeHtml(content.code)}</strong>`)
  const action = content.action
    ? paragraph(`<a href="${escapeHtml(content.action.url)}">${escapeHtml(content.action.label)}</a>`)
    : ''
  const body = content.paragraphs.map((text) => paragraph(escapeHtml(text))).join('')
  const signature = `<p style="color:#666;margin:24px 0 0">${escapeHtml(content.signature)}</p>`
  return `<!doctype html><html lang="${content.locale ?? defaultLocale}"><body style="font:16px/1.5 system-ui,sans-serif;max-width:560px;margin:24px auto;padding:0 16px">${body}${code}${action}${signature}</body></html>`
}

/** A mail as text and as HTML; whatever people wrote in it is escaped. */
export function renderMail(content: MailContent): RenderedMail {
  const subject = content.subject.replace(/[\r\n]+/g, ' ')
  return { subject, text: textOf(content), html: htmlOf(content) }
}
