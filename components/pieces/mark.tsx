import type { SVGProps } from 'react'

/** The logo: two lanes through a gate, in the current colour. */
export function Mark({ className, ...props }: SVGProps<SVGSVGElement>) {
  return (
    <svg data-slot="mark" viewBox="0 0 32 32" fill="currentColor" aria-hidden="true" className={className} {...props}>
      <path d="M2 10a2 2 0 0 1 2-2h24a2 2 0 0 1 2 2v16h-4V14H6v12H2Z" />
      <path d="M11.6 5.5 12.4 1h2.8v4.5ZM20.4 5.5 19.6 1h-2.8v4.5ZM11.1 17h4.1v14H9ZM20.9 17h-4.1v14H23Z" />
    </svg>
  )
}
