/** Surfaces above the page; the only ones with a shadow. */
export const overlayClasses =
  'z-50 rounded-lg border border-line bg-surface text-ink shadow-overlay outline-none data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 data-[state=closed]:zoom-out-98 data-[state=open]:zoom-in-98 duration-150'

/** One row of a menu or list. */
export const itemClasses =
  'relative flex min-h-8 w-full cursor-default select-none items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none data-disabled:pointer-events-none data-highlighted:bg-sunken data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-soft pointer-coarse:min-h-11'

/** What darkens the page behind a dialog. */
export const veilClasses =
  'fixed inset-0 z-50 bg-veil data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0'
