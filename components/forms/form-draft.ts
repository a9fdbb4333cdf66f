/** How long a draft waits for its form; it never leaves the tab. */
const keptMs = 60 * 60_000
const maxLength = 200_000

type Draft = { savedAtMs: number; values: [string, string][] }

const fieldsOf = (form: HTMLFormElement) =>
  [...form.elements].filter(
    (each): each is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement =>
      each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement,
  )

/** Passwords and codes are never kept: they are typed anew. */
const isSecret = (field: Element) =>
  field.getAttribute('type') === 'password' || field.getAttribute('autocomplete') === 'one-time-code'

/** The same form of the same page, by the names of its fields. */
function draftKey(form: HTMLFormElement): string {
  const names = new Set(fieldsOf(form).map(({ name }) => name))
  return `draft:${window.location.pathname}:${[...names].join(',')}`
}

/** Keeps what was typed in this tab, but passwords and codes, for the form that is opened after signing in again. */
export function saveDraft(form: HTMLFormElement): void {
  const kept = new Set(fieldsOf(form).flatMap((field) => (isSecret(field) ? [] : [field.name])))
  const values = [...new FormData(form)].flatMap(([name, value]): [string, string][] =>
    kept.has(name) && typeof value === 'string' ? [[name, value]] : [],
  )
  const text = JSON.stringify({ savedAtMs: Date.now(), values } satisfies Draft)
  if (text.length > maxLength) return
  try {
    window.sessionStorage.setItem(draftKey(form), text)
  } catch {
    // No room or not allowed: the input stays in the page until it is left.
  }
}

function takeDraft(form: HTMLFormElement): Draft['values'] | null {
  try {
    const key = draftKey(form)
    const text = window.sessionStorage.getItem(key)
    if (text === null) return null
    window.sessionStorage.removeItem(key)
    const { savedAtMs, values }: Draft = JSON.parse(text)
    return Date.now() - savedAtMs < keptMs ? values : null
  } catch {
    // Not ours, or storage is not allowed.
    return null
  }
}

function setValue(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement, value: string): void {
  // React hears of a change only when the element's own setter was used.
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set
  setter?.call(field, value)
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
}

/** Checkboxes and switches are buttons; the field is their shadow in the form. */
function setChecked(field: HTMLInputElement, checked: boolean): void {
  if (field.checked === checked) return
  const button = field.previousElementSibling
  const control = button instanceof HTMLButtonElement ? button : field
  control.click()
}

/** Puts a kept draft back into its form, once; answers whether there was one. */
export function restoreDraft(form: HTMLFormElement): boolean {
  const values = takeDraft(form)
  if (values === null) return false
  const byName = new Map(values)
  for (const field of fieldsOf(form)) {
    if (field.name === '' || isSecret(field)) continue
    const typed = byName.get(field.name)
    const isChoice = field instanceof HTMLInputElement && ['radio', 'checkbox'].includes(field.type)
    if (!isChoice) {
      if (typed !== undefined) setValue(field, typed)
    } else if (field.type === 'checkbox') setChecked(field, typed !== undefined)
    else if (typed === field.value) setChecked(field, true)
  }
  return true
}
