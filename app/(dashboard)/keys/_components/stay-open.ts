const prevent = (event: Event) => event.preventDefault()

/** A dialog that neither Escape nor a click beside it closes: what it shows is shown once. */
export const stayOpen = { onEscapeKeyDown: prevent, onPointerDownOutside: prevent, onInteractOutside: prevent }
