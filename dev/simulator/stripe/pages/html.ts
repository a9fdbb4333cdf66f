/** Text that is safe inside HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

const currencyDigits = 2

/** Cents as money with its currency. */
export function money(cents: number, currency: string): string {
  const amount = new Intl.NumberFormat('en-US', { style: 'currency', currency, minimumFractionDigits: currencyDigits })
  return amount.format(cents / 100)
}

export function date(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

const style = `
:root{color-scheme:light dark;--bg:#f6f5f2;--card:#fff;--ink:#1d1c1a;--soft:#5d5a54;--line:#dcd8d0;--accent:#0a6b4a;--on:#fff;--warn:#8a5300;--warnbg:#fdf1dc;--bad:#a3231b}
@media (prefers-color-scheme:dark){:root{--bg:#161614;--card:#1f1f1c;--ink:#eceae5;--soft:#a8a49b;--line:#383630;--accent:#4cc394;--on:#0c1a14;--warn:#f0c070;--warnbg:#33270f;--bad:#ff9a90}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
.bar{background:var(--warnbg);color:var(--warn);padding:8px 16px;text-align:center;font-size:14px;font-weight:600}
main{max-width:920px;margin:32px auto;padding:0 16px;display:grid;gap:24px}@media (min-width:760px){main.two{grid-template-columns:1fr 1fr}}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:24px;min-width:0}
h1{font-size:20px;margin:0 0 4px}h2{font-size:16px;margin:0 0 12px}p{margin:0 0 12px}.soft{color:var(--soft);font-size:14px}
.total{font-size:32px;font-weight:650;font-variant-numeric:tabular-nums;margin:8px 0 16px}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:8px 0;border-top:1px solid var(--line);text-align:left;font-weight:400}td:last-child{text-align:right}tr.sum td{font-weight:600}
label.choice{display:flex;gap:12px;align-items:flex-start;border:1px solid var(--line);border-radius:8px;padding:6px 12px;margin-bottom:6px;cursor:pointer;line-height:1.4;font-size:15px}label.choice:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
label.field{display:block;margin:12px 0;font-size:14px}input[type=email],input[type=text]{width:100%;padding:10px;border:1px solid var(--line);border-radius:8px;background:transparent;color:inherit;font:inherit;margin-top:4px}
button,a.button{display:inline-block;padding:10px 16px;border-radius:8px;border:1px solid var(--line);background:transparent;color:inherit;font:inherit;cursor:pointer;text-decoration:none}
button.primary{width:100%;background:var(--accent);color:var(--on);border-color:var(--accent);font-weight:600;margin-top:8px}
form+p{margin-top:16px}input[type=radio]{accent-color:var(--accent)}select{background:var(--card);color:inherit;border:1px solid var(--line);border-radius:8px}a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.error{color:var(--bad);font-weight:600}.row{display:flex;justify-content:space-between;gap:12px;align-items:center;border-top:1px solid var(--line);padding:12px 0;flex-wrap:wrap}
.row form{display:inline}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}`

/** A whole page, marked as a simulation. */
export function page(title: string, body: string, columns: 'one' | 'two' = 'one'): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><div class="bar" role="status">Test mode: this is a local Stripe simulator. No real money moves.</div><main class="${columns}">${body}</main></body></html>`
}
