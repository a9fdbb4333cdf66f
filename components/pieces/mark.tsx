import type { SVGProps } from 'react'

/** The logo: two lanes through a gate, in the current colour. */
export function Mark({ className, ...props }: SVGProps<SVGSVGElement>) {
  return (
    <svg data-slot="mark" viewBox="0 0 32 32" fill="currentColor" aria-hidden="true" className={className} {...props}>
      <path d="M1 11.5a1.5 1.5 0 0 1 1.5-1.5h27a1.5 1.5 0 0 1 1.5 1.5V27h-4.5V14.5h-21V27H1Z" />
      <path d="M11.5 8 12.9 1h2.2v7ZM20.5 8 19.1 1h-2.2v7ZM9.9 17h4.7v14H7.1ZM22.1 17h-4.7v14h7.5Z" />
    </svg>
  )
}
